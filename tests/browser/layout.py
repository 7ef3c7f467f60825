"""What axe does not see: text over text, and pages wider than the window."""

# Every text node's rectangles, pairwise: none may cross another by more than 4 x 8 px. Sticky bars are meant to lie over text.
OVERLAPS = """() => {
  const texts = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const hidden = e => e && (getComputedStyle(e).clipPath === 'inset(50%)' || hidden(e.parentElement));  // for readers' ears
  let node;
  while ((node = walker.nextNode())) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility({visibilityProperty: true})) continue;
    if (hidden(element) || element.closest('.skip,.decide,.lf,.savebar,.topbar,.group,option,script,dialog')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) if (box.width > 2) texts.push([node, box]);
  }
  const crossed = [];
  for (let i = 0; i < texts.length; i++) for (let k = i + 1; k < texts.length; k++) {
    const [a, p] = texts[i], [b, q] = texts[k];
    if (a === b) continue;
    const wide = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    const high = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    if (wide > 4 && high > 8) crossed.push(`“${a.data.trim().slice(0, 12)}” over “${b.data.trim().slice(0, 12)}”`);
  }
  return crossed.slice(0, 5);
}"""

OVERFLOW = """() => {
  const by = document.documentElement.scrollWidth - innerWidth;
  const beyond = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > innerWidth + 1);
  return {by, widest: beyond.slice(0, 3).map(e => e.outerHTML.slice(0, 80)).join(' | ')};
}"""
