// What the devices have noted, held against the database.

/** Throws where something acknowledged is lost, an edit is neither sent nor shown as a conflict, or the least was not reached. */
export function check(notes, rows, least) {
  const there = new Map(rows.map((row) => [row.id, row]));
  const sent = notes.flatMap((note) => note.sent);
  const unknown = new Set(sent.filter(({ status }) => status === undefined || status >= 500).map(({ id }) => id));
  const faults = [];

  // Each write raises the version by one. So the acknowledged write with the highest version is what
  // the row is, unless a write after it has had no reply.
  const last = new Map();
  const deleted = new Set();
  for (const write of sent) {
    if (write.status === 204) deleted.add(write.id);
    if (write.version > (last.get(write.id)?.version ?? 0)) last.set(write.id, write);
  }
  for (const [id, write] of last) {
    const row = there.get(id);
    if (row === undefined && !deleted.has(id) && !unknown.has(id)) faults.push(`acknowledged at version ${write.version}, and gone: ${id}`);
    if (row === undefined || unknown.has(id)) continue;
    if (row.version !== write.version) faults.push(`version ${row.version} of ${id}, and the last that was acknowledged is ${write.version}`);
    if (write.title !== undefined && row.title !== write.title) faults.push(`"${row.title}" is there, and "${write.title}" was acknowledged: ${id}`);
  }

  // An edit that no other of its device was made to is acknowledged, has had no reply, or is a
  // conflict that was shown.
  const counts = { edits: 0, acknowledged: 0, conflicts: 0, unknown: 0 };
  for (const { edits, sent, conflicts, refused } of notes) {
    counts.edits += edits.length;
    counts.acknowledged += sent.filter(({ status }) => status < 300).length;
    counts.conflicts += conflicts.length;
    if (refused.length) faults.push(`refused: ${refused.slice(0, 3)}`);
    const bases = new Set(edits.filter(({ base }) => base !== undefined).map(({ id, base }) => `${id} ${base}`));
    for (const { id, title } of edits.filter(({ id, title }) => !bases.has(`${id} ${title}`))) {
      const its = sent.filter((write) => write.id === id && (title === undefined ? write.method === "DELETE" : write.title === title));
      const done = its.some(({ status }) => status < 300) || (title === undefined && its.length > 0 && !there.has(id));
      const shown = conflicts.some((conflict) => conflict.id === id && conflict.mine === title);
      const lost = its.some(({ status }) => status === undefined || status >= 500);
      if (lost && !done && !shown) counts.unknown++;
      const never = title === undefined && !sent.some((write) => write.id === id); // made and deleted before it was sent
      if (!done && !shown && !lost && !never) faults.push(`"${title ?? "deletion"}" of ${id} is neither acknowledged nor shown: ${JSON.stringify(its)} of ${JSON.stringify(edits.filter((edit) => edit.id === id))}`);
    }
  }
  faults.push(...overwritten(notes));
  if (counts.edits < least.edits) faults.push(`only ${counts.edits} edits`);
  if (counts.conflicts < least.conflicts) faults.push(`only ${counts.conflicts} conflicts`);
  if (faults.length) throw new Error(`${faults.length} faults:\n${faults.slice(0, 10).join("\n")}`);
  return JSON.stringify(counts);
}

/** Returns the acknowledged writes that have replaced what their device had not seen. */
function overwritten(notes) {
  const titles = new Map();
  for (const { id, version, now } of notes.flatMap(({ sent }) => sent)) if (version) titles.set(`${id} ${version}`, now);
  const faults = [];
  for (const { edits, sent, conflicts } of notes) {
    for (const { method, id, title, condition, status, version } of sent) {
      if (method === "POST" || !(status < 300)) continue;
      const before = titles.get(`${id} ${condition ?? version - 1}`);
      const seen = conflicts.filter((conflict) => conflict.id === id).map((conflict) => conflict.theirs);
      seen.push(...sent.filter((write) => write.method === "POST" && write.id === id).map((write) => write.now)); // what it has taken out of the trash
      const its = edits.filter((edit) => edit.id === id);
      for (let edit of its.filter((edit) => edit.title === title)) {
        for (; edit?.base !== undefined; edit = its.find((earlier) => earlier.title === edit.base)) seen.push(edit.base);
      }
      if (before !== undefined && before !== title && !seen.includes(before)) faults.push(`${method} of "${title}" replaces "${before}", which was not seen: ${id}`);
    }
  }
  return faults;
}
