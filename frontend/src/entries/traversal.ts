import "../styles/traversal.css";
import { defineTool } from "../tool-widget.ts";
import { TRAVERSAL } from "../views/traversal/index.ts";

export default defineTool(TRAVERSAL);
