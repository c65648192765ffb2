/** Elements of HTML 4.01 and XHTML 1.0, and few others that SpamAssassin counts as valid (HTML.pm, %elements). */
export const ELEMENTS: ReadonlySet<string> = new Set(
  (
    'a abbr acronym address area b base bdo big blockquote body br button caption cite code col colgroup dd del dfn div dl ' +
    'dt em fieldset form h1 h2 h3 h4 h5 h6 head hr html i img input ins kbd label legend li link map meta noscript object ' +
    'ol optgroup option p param pre q samp script select small span strong style sub sup table tbody td textarea tfoot th ' +
    'thead title tr tt ul var applet basefont center dir font frame frameset iframe isindex menu noframes s strike u ' +
    'nobr x-sigsep x-tab'
  ).split(' '),
)

/** Elements that are rendered although they don't count as valid. */
export const RENDERED_ONLY: ReadonlySet<string> = new Set(['bgsound', 'embed', 'listing', 'plaintext', 'xmp'])

/** Elements that change how text looks. */
export const STYLE_ELEMENTS: ReadonlySet<string> = new Set(
  'body font table tr th td big small basefont marquee span p div a'.split(' '),
)

/** White space that an element's tags stand for. */
export const WHITESPACE_OF: ReadonlyMap<string, string> = new Map([
  ...'br div'.split(' ').map((tag): [string, string] => [tag, '\n']),
  ...'li th td dt dd embed h1 h2 h3 h4 h5 h6'.split(' ').map((tag): [string, string] => [tag, ' ']),
  ...'p hr blockquote pre listing plaintext xmp title'.split(' ').map((tag): [string, string] => [tag, '\n\n']),
])

/** Elements whose attributes are read: for how text looks, for URIs, or for a fact. */
export const READ_ATTRIBUTES: ReadonlySet<string> = new Set([
  ...STYLE_ELEMENTS,
  ...'area link img frame iframe embed script form base bgsound meta'.split(' '),
])

/** Tags of Microsoft Office's name spaces count as elements, and nothing else is done with them. */
export const OFFICE_TAG = /^(?:o|st\d):[\w-]+\/?$/
