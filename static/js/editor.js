import "./editor-save.js";
import "./editor-rich.js";
import "./editor-find.js";
import "./editor-drag.js";
import "./editor-place.js";
import "./editor-kinds.js";
