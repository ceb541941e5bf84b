export { type AnyRow, changeRow, hasRow } from "./cache.js";
export { type TogglePath, useList, useToggle } from "./hooks.js";
export { listOptions, type Page, readOptions } from "./options.js";
