// The state has no face: the views find its model through the front end.
export default {};
