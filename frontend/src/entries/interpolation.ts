import "../styles/interpolation.css";
import { defineTool } from "../tool-widget.ts";
import { INTERPOLATION } from "../views/interpolation/index.ts";

export default defineTool(INTERPOLATION);
