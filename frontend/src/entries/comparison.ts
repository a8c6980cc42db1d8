import "../styles/comparison.css";
import { definePair } from "../pair-widget.ts";
import { ComparisonView } from "../views/comparison/index.ts";

export default definePair((stores, model, traits) => new ComparisonView(stores, model, traits));
