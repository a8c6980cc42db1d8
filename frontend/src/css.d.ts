// esbuild collects a style sheet imported by an entry beside its script.
declare module "*.css";
