/**
 * Returns the header by which a write happens to this version only, for `params.header`. It takes a
 * version, an entity tag, or a row or an answer with a version.
 */
export function ifMatch(of: number | string | { version?: number | undefined }): { "If-Match": string } {
  const version = typeof of === "object" ? of.version : of;
  if (version === undefined) throw new TypeError("ifMatch: there is no version");
  return { "If-Match": typeof version === "number" ? `"${version}"` : version };
}
