import { useState } from 'react';
import { useI18n } from '../locales/I18n.tsx';
import { chooseTheme, currentTheme, THEMES } from '../page/theme.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';

/** Three themes, so one button: it names the one that is, and a press leads on to the next. */
export function ThemeSwitch() {
  const words = useI18n().messages.page.theme;
  const [theme, setTheme] = useState(currentTheme);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
  return (
    <Button
      look="icon"
      aria-label={words[theme]}
      title={words[theme]}
      data-testid="theme"
      data-theme-chosen={theme}
      onClick={() => {
        chooseTheme(next);
        setTheme(next);
      }}
    >
      <Icon name={theme} />
    </Button>
  );
}
