/** Messages of the system, where the browser has them and the page may use them. */

/** Undefined where there are none: plain http, some phones. */
export function noticePermission(): NotificationPermission | undefined {
  return 'Notification' in globalThis ? Notification.permission : undefined;
}

/** Whether the person has agreed. Has to be asked for from a press. */
export async function askForNotices(): Promise<boolean> {
  return (await Notification.requestPermission()) === 'granted';
}

/** A press on it leads back to this page. */
export function showNotice(title: string, body: string): void {
  try {
    const notice = new Notification(title, { body, tag: 'ota-drop' });
    notice.addEventListener('click', () => {
      focus();
      notice.close();
    });
  } catch {
    // Android allows it to service workers alone; the tab's title says it, too.
  }
}
