import "../styles/editor.css";
import { createEditorAlone } from "../views/editor/alone.ts";
import { defineWidget } from "../widget.ts";

export default defineWidget(createEditorAlone);
