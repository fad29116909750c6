"""A small window from which files are dragged, as from a file manager.

Arguments: left and top of the window on the screen, then the files and folders. It says "ready" once it is there, "accepted" when
what is below the mouse says that it would take them, and "ended" when the drag is over.
"""

import pathlib
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402

left, top, *paths = sys.argv[1:]
uris = [pathlib.Path(path).resolve().as_uri() for path in paths]



def tell_when_accepted(_handle, drag):
    def look():
        if drag.get_selected_action() == 0:
            return True
        print("accepted", flush=True)
        return False

    GLib.timeout_add(20, look)


# A popup lies above all others, and where it is put, also where there is no window manager.
window = Gtk.Window(type=Gtk.WindowType.POPUP)
window.move(int(left), int(top))
handle = Gtk.EventBox()
handle.set_size_request(30, 30)
handle.drag_source_set(
    Gdk.ModifierType.BUTTON1_MASK,
    [Gtk.TargetEntry.new("text/uri-list", 0, 0)],
    Gdk.DragAction.COPY,
)
handle.connect("drag-data-get", lambda _w, _c, data, _i, _t: data.set_uris(uris))
handle.connect("drag-begin", tell_when_accepted)
handle.connect("drag-end", lambda *_: print("ended", flush=True))
window.connect("map-event", lambda *_: print("ready", flush=True))
window.add(handle)
window.show_all()
Gtk.main()
