/** The origin of the service; empty where it is that of the page. */
declare const __ENTASK_URL__: string;

declare module "*.css";
declare module "@fontsource-variable/figtree";
