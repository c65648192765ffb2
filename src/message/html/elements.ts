/** Elements of HTML 4.01 and XHTML 1.0, and few others that SpamAssassin counts as valid (HTML.pm, %elements). */
const ELEMENTS: ReadonlySet<string> = new Set(
  (
    'a abbr acronym address area b base bdo big blockquote body br button caption cite code col colgroup dd del dfn div dl ' +
    'dt em fieldset form h1 h2 h3 h4 h5 h6 head hr html i img input ins kbd label legend li link map meta noscript object ' +
    'ol optgroup option p param pre q samp script select small span strong style sub sup table tbody td textarea tfoot th ' +
    'thead title tr tt ul var applet basefont center dir font frame frameset iframe isindex menu noframes s strike u ' +
    'nobr x-sigsep x-tab'
  ).split(' '),
)

/** Elements that are rendered although they don't count as valid. */
const RENDERED_ONLY: ReadonlySet<string> = new Set(['bgsound', 'embed', 'listing', 'plaintext', 'xmp'])

/** Elements that change how text looks. */
const STYLE_ELEMENTS: ReadonlySet<string> = new Set(
  'body font table tr th td big small basefont marquee span p div a'.split(' '),
)

/** White space that an element's tags stand for. */
const WHITESPACE_OF: ReadonlyMap<string, string> = new Map([
  ...'br div'.split(' ').map((tag): [string, string] => [tag, '\n']),
  ...'li th td dt dd embed h1 h2 h3 h4 h5 h6'.split(' ').map((tag): [string, string] => [tag, ' ']),
  ...'p hr blockquote pre listing plaintext xmp title'.split(' ').map((tag): [string, string] => [tag, '\n\n']),
])

/** Attributes that are read, by element: for how text looks, for URIs, or for a fact. */
const ATTRIBUTES_OF: ReadonlyMap<string, string> = new Map([
  ['a', 'style href data-saferedirecturl'],
  ['area', 'href data-saferedirecturl'],
  ['base', 'href'],
  ['basefont', 'color face size'],
  ['bgsound', 'src'],
  ['body', 'text bgcolor link alink vlink background'],
  ['div', 'style'],
  ['embed', 'src'],
  ['font', 'color face size'],
  ['form', 'action'],
  ['frame', 'src'],
  ['iframe', 'src'],
  ['img', 'src width height'],
  ['link', 'href data-saferedirecturl'],
  ['marquee', 'bgcolor background'],
  ['meta', 'http-equiv content'],
  ['p', 'style'],
  ['script', 'src'],
  ['span', 'style'],
  ['table', 'bgcolor style background'],
  ['td', 'bgcolor style background'],
  ['th', 'bgcolor style'],
  ['tr', 'bgcolor style background'],
])

/** What is done with an element that is rendered. */
export interface HtmlElement {
  /** HTML knows it. */
  readonly valid: boolean
  /** It changes how text looks. */
  readonly styled: boolean
  /** White space that its tags stand for. */
  readonly whitespace: string | undefined
  /** Attributes that are read. */
  readonly attributes: ReadonlySet<string> | undefined
  /** Sums of the first char and the length of their names: what is not in here need not be looked up. */
  readonly attributeShapes: Uint8Array
}

const CASE_BIT = 32
const SHAPES = 256

/** The shape of an attribute name, whatever its case. */
export function attributeShape(firstChar: number, length: number): number {
  return ((firstChar | CASE_BIT) + (length << 3)) % SHAPES
}

/** The elements that are rendered; other tags are only counted. */
export const HTML_ELEMENTS: ReadonlyMap<string, HtmlElement> = new Map(
  [...ELEMENTS, ...RENDERED_ONLY].map((name): [string, HtmlElement] => {
    const attributes = ATTRIBUTES_OF.get(name)
    return [
      name,
      {
        valid: ELEMENTS.has(name),
        styled: STYLE_ELEMENTS.has(name),
        whitespace: WHITESPACE_OF.get(name),
        attributes: attributes === undefined ? undefined : new Set(attributes.split(' ')),
        attributeShapes: shapesOf(attributes?.split(' ') ?? []),
      },
    ]
  }),
)

function shapesOf(names: readonly string[]): Uint8Array {
  const shapes = new Uint8Array(SHAPES)
  for (const name of names) shapes[attributeShape(name.charCodeAt(0), name.length)] = 1
  return shapes
}

const OFFICE_TAG = /^(?:o|st\d):[\w-]+\/?$/
const OFFICE_TAG_IN_UNICODE = /^(?:o|st\p{Nd}):[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}-]+\/?$/u

/** True for tags of Microsoft Office's name spaces: they count as elements, and nothing else is done with them. */
export function isOfficeTag(tag: string, unicode: boolean): boolean {
  return tag.includes(':') && (unicode ? OFFICE_TAG_IN_UNICODE : OFFICE_TAG).test(tag)
}
