const paths = {
  check: "M5 12.5l4.5 4.5L19 7.5",
  close: "M6 6l12 12M18 6L6 18",
  edit: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
  restore: "M4 9h10a5 5 0 010 10H8M4 9l4-4M4 9l4 4",
  search: "M11 4a7 7 0 100 14 7 7 0 000-14zM20 20l-4-4",
  plus: "M12 5v14M5 12h14",
  clock: "M12 4a8 8 0 100 16 8 8 0 000-16zM12 8v4l3 2",
  offline: "M3 3l18 18M8.5 15.5a5 5 0 017 0M5 12a10 10 0 014-2.4M19 12a10 10 0 00-6-2.9M12 19h.01",
  back: "M15 6l-6 6 6 6",
};

/** An ornament: what stands beside it, or its button's label, says the same. */
export const Icon = ({ name }: { name: keyof typeof paths }) => (
  <svg className="icon-svg" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
    <path d={paths[name]} fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" strokeLinejoin="round" />
  </svg>
);

export const Mark = () => (
  <svg className="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
    <rect width="32" height="32" rx="9" fill="var(--accent-fill)" />
    <path d="M9.5 16.5l4.5 4.5 8.5-9.5" fill="none" stroke="var(--on-accent)" strokeWidth="3.2" strokeLinecap="round" strokeLinejoin="round" />
  </svg>
);
