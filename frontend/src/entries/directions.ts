import "../styles/directions.css";
import { defineTool } from "../tool-widget.ts";
import { DIRECTIONS } from "../views/directions/tool.ts";

export default defineTool(DIRECTIONS);
