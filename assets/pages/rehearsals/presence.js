// Who is there.

// isTaken reports whether a browser shows a side that a view has, given how many browsers show each view.
export function isTaken(present, view) {
  const sharing = view === "both" ? ["customer", "support", "both"] : [view, "both"];
  return sharing.some((each) => present[each] > 0);
}
