// What the random expressions are made of: each spelling with characters that it matches.

export type Spelling = readonly [text: string, sample: string]

/** Few letters, so that things match; both cases, a byte pair of Latin-1 that folds, line ends, and what is special. */
export const LETTERS = [
  'a',
  'b',
  'c',
  'A',
  'B',
  '1',
  ' ',
  '\n',
  '\xe9',
  '\xc9',
  '_',
  '\r',
  '\xa0',
  '\x85',
  '-',
  '\xdf',
  '\xb5',
]

/** Literals that share beginnings, for Perl's tries and its search for the longest literal. */
export const WORDS = ['ab', 'abc', 'a', 'aab', 'ca', 'cab', 'b1', 'Ab', 'bb', 'ba\xe9']

export const ESCAPED: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
])

export const POSIX: readonly Spelling[] = [
  ['alpha', 'abA'],
  ['digit', '1'],
  ['alnum', 'a1'],
  ['upper', 'AB'],
  ['lower', 'abc'],
  ['space', ' \n'],
  ['blank', ' '],
  ['cntrl', '\n\r'],
  ['graph', 'a-_'],
  ['print', 'a '],
  ['punct', '-_'],
  ['word', 'a1_'],
  ['xdigit', 'aB1'],
  ['ascii', 'a\n'],
]

export const CLASSES: readonly Spelling[] = [
  ['.', 'ab1 \r\xe9'],
  ['\\w', 'aB1_'],
  ['\\W', ' \n-\xe9'],
  ['\\d', '1'],
  ['\\D', 'a \n'],
  ['\\s', ' \n\r'],
  ['\\S', 'a1\xe9\xa0'],
  ['\\h', ' \xa0'],
  ['\\H', 'a\n'],
  ['\\v', '\n\r\x85'],
  ['\\V', 'a '],
  ['\\N', 'a\r'],
  ['[[:^space:]]', 'a1\xa0'],
  ['[[:punct:]_]', '-_'],
  ['[a-c]', 'abc'],
  ['[^a-c]', 'AB1\n'],
  ['[^\\n]', 'ab'],
  ['[\\w\\s]', 'a \n'],
  ['[\\W]', ' -'],
  ['[^\\W\\d]', 'ab_'],
  ['[\\h\\v]', ' \n'],
  ['[]a]', 'a]'],
  ['[^]a]', 'b1'],
  ['[a\\]b-]', 'a-]'],
  ['[a-]', 'a-'],
  ['[-a]', 'a-'],
  ['[a^]', 'a^'],
  ['[ -~]', 'ab '],
  ['[\\x61\\142]', 'ab'],
  ['[\\b\\cM]', '\r\b'],
  ['[\\e\\a\\f\\t]', '\t'],
  ['[\xc0-\xff]', '\xe9\xc9'],
  ['[\\x80-\\xff]', '\xe9\xa0'],
  ['[\\x{e0}-\\x{ff}]', '\xe9'],
  ['[\\N{U+61}b]', 'ab'],
  ['\\p{L}', 'a\xe9'],
  ['\\P{Lu}', 'a1'],
  ['\\pL', 'a'],
  ['\\p{IsAlpha}', 'a'],
  ['\\p{PosixPunct}', '-'],
  ['\\p{XPosixSpace}', ' \xa0'],
  ['\\p{Latin}', 'a\xe9'],
  ['\\p{gc=Nd}', '1'],
  ['[^\\p{L}]', '1 '],
  ['\\x{e9}', '\xe9'],
  ['\\x{ 61 }', 'a'],
  ['\\xe9', '\xe9'],
  ['\\351', '\xe9'],
  ['\\o{141}', 'a'],
  ['\\N{U+62}', 'b'],
  ['\\cJ', '\n'],
  ['\\012', '\n'],
  ['\\x0a', '\n'],
  ['\\-', '-'],
  ['\\ ', ' '],
  ['\\x{2019}', 'a'],
  ['[a\\x{100}]', 'a'],
  ['[^\\x{100}]', 'a'],
  ['\\x{178}', '\xff'],
  ['\\R', '\n\r\x85'],
  ['\\X', 'a\r'],
  ['(?#c)', ''],
]

export const ASSERTIONS = [
  '^',
  '$',
  '\\b',
  '\\B',
  '\\A',
  '\\z',
  '\\Z',
  '(?m:^)',
  '(?m:$)',
  '(?:^|\\s)',
  '(?:\\s|$)',
  '(?!)',
  '(?<![a-c])',
]

/** Refused here by name, so kept rare. */
export const RARE_ASSERTIONS = ['\\G', '\\K', '\\b{wb}']

export const QUANTIFIERS: readonly (readonly [string, number, number])[] = [
  ['*', 0, 3],
  ['+', 1, 3],
  ['?', 0, 1],
  ['{2}', 2, 2],
  ['{1,2}', 1, 2],
  ['{0,3}', 0, 3],
  ['{,2}', 0, 2],
  ['{2,}', 2, 4],
  ['{ 1 }', 1, 1],
  ['{ 0, 2 }', 0, 2],
  ['{0}', 0, 0],
  ['{3,30}', 3, 5],
]

export const SCOPED = [
  '(?^:',
  '(?^i:',
  '(?s:',
  '(?-i:',
  '(?u:',
  '(?a:',
  '(?i-s:',
  '(?n:',
  '(?im:',
  '(?x: ',
  '(?^aa:',
  '(?aa:',
  '(?p:',
]

/** Modifiers from here to the end of the group. */
export const SWITCHES = ['(?i)', '(?-i)', '(?s)', '(?m)', '(?^)', '(?^i)', '(?i-m)', '(?n)', '(?u)', '(?a)', '(?xx-i)']

export const MODIFIERS = [
  'i',
  's',
  'm',
  'x',
  'is',
  'im',
  'ims',
  'n',
  'xx',
  'a',
  'ui',
  'ix',
  'sx',
  'aai',
  'p',
  'msix',
  'd',
]

export const VERBS = [
  '(*FAIL)',
  '(*F)',
  '(*SKIP)',
  '(*PRUNE)',
  '(*ACCEPT)',
  '(*MARK:m)',
  '(*SKIP:m)',
  '(*PRUNE:m)',
  '(?R)?',
  '(*COMMIT)',
  '(*THEN)',
]

/** Spellings of the three looks and their negations, and of the atomic group. */
export const AHEAD = ['(?=', '(*pla:', '(*positive_lookahead:']
export const NOT_AHEAD = ['(?!', '(*nla:', '(*negative_lookahead:']
export const BEHIND = ['(?<=', '(*plb:', '(*positive_lookbehind:']
export const NOT_BEHIND = ['(?<!', '(*nlb:', '(*negative_lookbehind:']
export const ATOMIC = ['(?>', '(*atomic:']

/** Characters that break an expression when put into it. */
export const BREAKERS = [
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '*',
  '+',
  '?',
  '|',
  '\\',
  '^',
  '$',
  ',',
  '-',
  ':',
  '<',
  '>',
  '#',
  '1',
  '\\Q',
  '\\y',
  '\\8',
  '[:',
  '(?',
  '{2',
  '\\x',
  '\\g',
  '\\k',
]
