/** A source of numbers below 1 that a seed repeats (mulberry32). */
export type Random = () => number

/** The numbers that follow from a seed. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const TAGS =
  'a a a p p div div span span td td tr table th font font b i br hr img img title style script h1 li ul big small body html head meta base link form object embed pre center blockquote area iframe textarea xmp plaintext marquee basefont bgsound dd dt tbody o:p st1:city svg v:shape x-tab nobr !doctype strike listing frame input button video section'.split(
    ' ',
  )
const ATTRIBUTES =
  'href src style color bgcolor size face width height action background text link class id alt http-equiv content name title border data-saferedirecturl x/href a/src onclick'.split(
    ' ',
  )
const COLORS =
  '#fff #ffffff white black #000 #FEFEFE red transparent inherit rgb(255,255,255) rgb(250,250,251) rgba(0,0,0,.5) rgb(10%,20%,30%) #12345 ffffff invalidcolor #xyz rgb(300,1,1) Navy "" #0 WHITE rgb(1,2) hsl(1,2,3)'.split(
    ' ',
  )
const STYLES = [
  'color:C',
  'color: C',
  'background-color:C',
  'background-color: C !important',
  'background: C',
  'background:C',
  'background: url(x y.png) no-repeat, C',
  'background: url("a)b") C 0 0',
  "background: 'x, y' C",
  'background:C,',
  'display:none',
  'display: None',
  'display : none',
  'DISPLAY:none',
  'display:none !important',
  'display:block',
  'visibility:hidden',
  'visibility: Hidden ',
  'font-size:0px',
  'mso-hide:all',
  'color : C',
  'color:',
  'COLOR: C',
  'color: \t',
  'color:a\nb',
  'margin:0 auto',
  'background: ',
  '\ncolor:C\n',
  'color:  C  !  important  ',
]
const URIS =
  'http://www.example.com/ http://example.com/a/b/../c?x=1#f //www.foo.com/x //ftp.foo.com/x //foo.com/ www.bar.com /abs/path rel/path ../up ./here #frag ?q=1 mailto:a@b.com cid:123 data:text/html,x tel:1 javascript:alert(1) HTTP://UP.com http:foo http:/one 0 /.. /. a/./b/../../c http://a.com/%41 http://x.com/index.html ftp://f.com/d/i.htm http://é.com/ http://x.com/&amp;b=1&copy=2 https://a.b/x.y/z.html'.split(
    ' ',
  )
const ENTITIES =
  '&amp; &lt; &gt; &quot; &nbsp; &nbsp &copy; &copy &copyright &eacute; &rsquo; &rsquo &#8217; &#x2019; &#65; &#65 &#x41 &#0; &#xD83D;&#xDE00; &#xDE00; &#xD83D; &#65535; &#xFFFE; &#1114112; &#x110000; &bogus; &a &; &# &#x &#xg; &AMP; &apos; &frac12x &notin; &not &euro; &zwnj; &#160; &#173; &#xFDD0; &#99999999999; &amp;amp; &_x; &thinsp; &emsp;'.split(
    ' ',
  )
const WORDS =
  'the quick brown Viagra c1ick here! a I 100% foo-bar é naïve — “quoted” x_y ... $5.00 [x] (y) \u00a0 \u3000 日本語 😀 \u200b \x0b \x0c \x00 \x01 Â\u00a0 ] ]] ]]> --> > >> " \' = / < <3 << <_x <1 &'.split(
    ' ',
  )
const SPACES = [' ', ' ', ' ', '\n', '  ', '\t', '\r\n', '', '', '\x0b', '\u00a0', '\u2003']
const ODDITIES = [
  '<!-- comment -->',
  '<!--[if mso]><p>x</p><![endif]-->',
  '<!--[if !mso]><!--><p>y</p><!--<![endif]-->',
  '<![if !vml]>z<![endif]>',
  '<!>',
  '<!-->',
  '<!--->',
  '<!-- a -- b -->',
  '<!-- a --   >',
  '<!- x>',
  '<!-- never',
  '<!DOCTYPE html>',
  '<!DOCTYPE html PUBLIC "-//W3C//DTD" \'x\' -- c -- z>',
  '<!doctype - x>',
  '<!ENTITY foo "b>ar">',
  '<!bogus x>',
  '<?xml version="1.0"?>',
  '<? pi > ?>',
  '<![CDATA[ x &amp; <b>y</b> ]]>',
  '<![CDATA[ open',
  '<![IGNORE[ gone <p>x</p> ]]>',
  '<![ RCDATA [ &lt; <b> ]]>',
  '<![INCLUDE[ in ]x ]< <b>y ]]>',
  '<![ %foo; [ x ]]>',
  '<![endif]-->',
  '</ x>',
  '</>',
  '</a "x>y" >',
  "</p x='>'>",
  '</a\n>',
  '</style>',
  '</script >',
  '<style>p{color:red}</style>',
  '<style> x < y </styl </style>',
  '<script>if(a<b){"</scr"+"ipt>"}</script>',
  '<SCRIPT>x</SCRIPT>',
  '<title>a &amp; <b>b</title>',
  '<title>open',
  '<textarea>x <b>',
  '<br/>',
  '<br />',
  '<hr\n/>',
  '<é/>',
  '<img/src=x>',
  '<p/>',
  '<a href="unclosed>',
  '<a href=unclosed',
  '<a',
  '<',
  '</',
  '<!',
  '<div style="display:none;max-height:0">preheader &zwnj;&nbsp;</div>',
  '<font color="#ffffff">white</font>',
  '<a href="http://real.com/">http://fake.com/</a>',
  '<img src="http://p.com/x.gif" width="600" height=400>',
  '<img src=x width=50% height="1">',
  '<font size=1>s</font>',
  '<font size="+2" face="Arial, sans-serif">f</font>',
  '<font face="Ti7mes; x">f</font>',
  '<base href="http://base.com/dir/page.html">',
  '<base href="https://b.com">',
  '<basefont size=5>',
  '<meta http-equiv="refresh" content="5; URL = http://r.com/;x">',
  '<meta http-equiv=Content-Type content="text/html; charset=utf-8">',
  '<form action="mailto:x@y.com">',
  '<table><tr><td><font size=7>x<td>y<tr>z</table>',
  '<o:p></o:p>',
  '<xmp><b></xmp>',
]

/** Markup as bad mail has it: half sense, half noise; the same for the same numbers. */
export function randomHtml(random: Random): string {
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? ''
  const some = (odds: number): boolean => random() < odds
  const recase = (text: string): string => (some(0.2) ? text.toUpperCase() : text)

  const attributeValue = (name: string): string => {
    if (some(0.05)) return pick(ENTITIES) + pick(WORDS)
    if (name === 'style') {
      const parts: string[] = []
      do parts.push(pick(STYLES).replace('C', pick(COLORS)))
      while (some(0.5))
      return parts.join(some(0.5) ? ';' : '; ')
    }
    if (name.includes('color') || name === 'text') return pick(COLORS)
    if (name === 'size' || name === 'width' || name === 'height')
      return pick(['1', '0', '+1', '-2', '7', ' 3', '50%', '10px', '600'])
    if (name === 'face')
      return pick(['Arial', 'Arial, Helvetica', "'X Y',z", ' a', 'a', 'Foo9', '.Sf', 'bad!', 'A;', 'a,b', '"q"', ''])
    return (some(0.1) ? pick(SPACES) : '') + pick(URIS) + (some(0.1) ? pick(SPACES) : '')
  }
  const attribute = (): string => {
    const name = pick(ATTRIBUTES)
    if (some(0.08)) return recase(name)
    const value = attributeValue(name)
    const equals = some(0.1) ? pick([' =', '= ', ' = ', '==']) : '='
    const kind = random()
    if (kind < 0.6) return `${recase(name)}${equals}"${value.replaceAll('"', '')}"`
    if (kind < 0.75) return `${recase(name)}${equals}'${value.replaceAll("'", '')}'`
    if (kind < 0.97) return `${recase(name)}${equals}${value.replace(/[ >]/g, '')}`
    return `${recase(name)}${equals}"${value}`
  }
  const startTag = (tag: string): string => {
    let markup = `<${recase(tag)}`
    while (some(0.45)) markup += (some(0.95) ? ' ' : pick(SPACES)) + attribute()
    if (some(0.03)) markup += pick(WORDS)
    return markup + (some(0.03) ? '/>' : some(0.02) ? '' : '>')
  }
  const text = (): string => {
    let words = ''
    do words += (some(0.15) ? pick(ENTITIES) : pick(WORDS)) + pick(SPACES)
    while (some(0.6))
    return words
  }
  const node = (depth: number): string => {
    const kind = random()
    if (kind < 0.35) return text()
    if (kind < 0.5) return pick(ODDITIES)
    if (kind < 0.55) return `</${recase(pick(TAGS))}>`
    const tag = pick(TAGS)
    let inner = ''
    if (depth < 5) while (some(0.6)) inner += node(depth + 1)
    return startTag(tag) + inner + (some(0.75) ? `</${recase(tag)}>` : '')
  }

  let html = ''
  do html += node(0)
  while (some(0.8))
  // Not in the middle of a surrogate pair: decoded text never ends so.
  return some(0.1) ? html.slice(0, Math.floor(random() * html.length)).replace(/[\ud800-\udbff]$/, '') : html
}
