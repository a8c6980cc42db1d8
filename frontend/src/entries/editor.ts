import "../styles/editor.css";
import { defineTool } from "../tool-widget.ts";
import { EDITOR } from "../views/editor/index.ts";
import { createSliders } from "../views/sliders.ts";

export default defineTool(EDITOR, createSliders); // the sliders edit
