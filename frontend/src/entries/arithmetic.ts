import "../styles/arithmetic.css";
import { defineTool } from "../tool-widget.ts";
import { ARITHMETIC } from "../views/arithmetic/index.ts";

export default defineTool(ARITHMETIC);
