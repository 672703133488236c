// Faults that can be seen in the page itself; run in the page by accessibility.py.
() => {
  const found = [];
  const shown = e => e.checkVisibility({checkOpacity: true, checkVisibilityCSS: true});
  const where = e => `${e.tagName.toLowerCase()} ${(e.innerText || e.getAttribute('aria-label') || '').trim().slice(0, 40)}`;
  const say = (rule, e) => found.push(`${rule}: ${where(e)}`);
  if (document.documentElement.lang !== 'fr') found.push('html-has-lang');
  if (!document.title.trim()) found.push('document-title');
  const heads = [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].filter(shown);
  if (heads.filter(h => h.tagName === 'H1').length !== 1) found.push('page-has-heading-one');
  heads.forEach((h, i) => { if (i && +h.tagName[1] > +heads[i - 1].tagName[1] + 1) say('heading-order', h); });
  for (const e of document.querySelectorAll('[tabindex]')) if (e.tabIndex > 0) say('tabindex', e);
  for (const e of document.querySelectorAll('[aria-hidden=true] :is(a[href],button,input,select,textarea)'))
    if (e.tabIndex >= 0 && !e.disabled && shown(e)) say('aria-hidden-focus', e);
  for (const name of ['aria-labelledby', 'aria-describedby', 'aria-controls'])
    for (const e of document.querySelectorAll(`[${name}]`))
      if (name !== 'aria-controls' && e.getAttribute(name).trim() && shown(e) && !e.getAttribute(name).split(/\s+/).some(i => document.getElementById(i)))
        say('aria-valid-attr-value', e);
  const colour = text => { const n = text.match(/[\d.]+/g).map(Number); return n.length > 3 ? n : [...n, 1]; };
  const over = (a, b) => [0, 1, 2].map(i => a[i] * a[3] + b[i] * (1 - a[3]));
  const light = c => c.slice(0, 3).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
  const ground = (e, box) => {
    const above = [];
    for (; e; e = e.parentElement) {
      if (e !== document.documentElement && apart(e.getBoundingClientRect(), box)) continue;  // placed outside it
      const c = colour(getComputedStyle(e).backgroundColor);
      if (getComputedStyle(e).backgroundImage !== 'none') return null;
      above.push(c);
      if (c[3] === 1) break;
    }
    return above.reverse().reduce((below, c) => over(c, below), [255, 255, 255]);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const e = node.parentElement;
    if (!node.textContent.trim() || !e || !shown(e) || e.closest('[disabled],[aria-disabled=true],script,style')) continue;
    const box = e.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;  // kept for screen readers only
    const back = ground(e, box), style = getComputedStyle(e);
    if (!back) continue;
    let seen = 1;
    for (let p = e; p; p = p.parentElement) seen *= +getComputedStyle(p).opacity;
    const ink = colour(style.color);
    const front = over([ink[0], ink[1], ink[2], ink[3] * seen], back);
    const [high, low] = [light(front), light(back)].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && +style.fontWeight >= 700);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < (large ? 3 : 4.5)) say(`color-contrast ${ratio.toFixed(2)}`, e);
  }
  return [...new Set(found)];
}
