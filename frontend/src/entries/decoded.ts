import "../styles/decoded.css";
import { createDecoded } from "../views/decoded.ts";
import { defineWidget } from "../widget.ts";

export default defineWidget(createDecoded);
