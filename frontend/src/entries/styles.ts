import "../styles/styles.css";
import { defineTool } from "../tool-widget.ts";
import { STYLES } from "../views/styles/index.ts";

export default defineTool(STYLES);
