import {
  ANY_IP,
  type Draft,
  EXACT_IP,
  type Format,
  type Groups,
  IP,
  pattern,
  readHeloAndIdent,
  relay,
  skip,
  W,
  W0,
} from './format.ts'

/** A mail system that can be told by a mark in the line, with the formats it is known to write. */
export interface MailSystem {
  readonly name: string
  readonly mark: (line: string) => boolean
  readonly formats: readonly Format[]
}

const SQUIRREL = / \((?:SquirrelMail|NaSMail) authenticated user /

/** Webmail programs, whose formats are all tried on the lines that bear their mark. */
export const webmailSystems: readonly MailSystem[] = [
  {
    name: 'SquirrelMail',
    mark: (line) => line.includes('Mail authenticated user ') && SQUIRREL.test(line),
    formats: [relay('SquirrelMail', pattern`${EXACT_IP}\b(?![.-]).{10,80}by (?<by>${W}) with HTTP`)],
  },
  {
    name: 'AOL',
    mark: (line) => line.includes('with HTTP (WebMailUI)') && line.includes('aol.com'),
    formats: [relay('AOL webmail', pattern`${EXACT_IP} by (?<by>${W}) \(${ANY_IP}\) with HTTP \(WebMailUI\)`)],
  },
]

const MICROSOFT_SMTP = / with (?:Microsoft SMTP Server|mapi id) (?:\([^)]+\) )?\d+\.\d+\.\d+\.\d+(?:$| )/

/** The first whose mark is found is tried; its line is then left to the general formats if it fits none of these. */
export const mailSystems: readonly MailSystem[] = [
  {
    name: 'Microsoft SMTPSVC',
    mark: (line) => line.includes(' SMTPSVC'),
    formats: [
      relay('SMTPSVC', pattern`^(?<helo>${W0}) \(\[${IP}\][^)]{0,40}\) by (?<by>${W}) with Microsoft SMTPSVC`),
      skip('SMTPSVC pickup', pattern`^mail pickup service by ${W} with Microsoft SMTPSVC$`),
    ],
  },
  {
    name: 'Microsoft SMTP Server',
    mark: (line) =>
      (line.includes(' with Microsoft SMTP') || line.includes(' with mapi id')) && MICROSOFT_SMTP.test(line),
    formats: [
      relay('Exchange', pattern`^(?<helo>${W}) \(\[?${IP}(?:%[A-Z0-9._~-]*)?\]?\) by (?<by>${W}) `, {
        refine: (draft) => {
          draft.id = ''
        },
      }),
    ],
  },
  {
    name: 'XMail',
    mark: (line) => line.includes('[XMail '),
    formats: [
      relay('XMail', pattern`^(?<helo>${W}) \((?<ip>\[?${ANY_IP}\]?):\d+\) by (?<by>${W})(?: \(${W}\))? with \[XMail`, {
        refine: readXmailTail,
      }),
    ],
  },
  {
    name: 'Ecelerity',
    mark: (line) => /\(ecelerity\b/.test(line),
    formats: [
      relay('Ecelerity with HELO', pattern`^\(\[${EXACT_IP}:\d+\] helo=(?<helo>${W})\) by (?<by>${W}) `),
      relay('Ecelerity', pattern`^${W} \(\[${EXACT_IP}:\d+\]\) by (?<by>${W}) `),
    ],
  },
  {
    name: 'Exim',
    mark: (line) => line.includes('Exim'),
    formats: [
      skip('Exim local', /\bwith local(?:-[^ ]+)? /),
      relay('Exim without rDNS', pattern`^\[${IP}\] \((?<sub>.*?)\) by (?<by>${W}) `, {
        refine: (draft, groups) => {
          readHeloAndIdent(groups['sub'] ?? '', draft)
        },
      }),
      relay('Exim', pattern`^(?<rdns>${W}) \(\[${IP}\](?<sub>.*?)\) by (?<by>${W}) `, {
        refine: (draft, groups) => {
          draft.helo = draft.rdns
          readHeloAndIdent(groups['sub'] ?? '', draft)
        },
      }),
      relay('Exim, bare address', pattern`^(?<rdns>${W}) \[${IP}\](?::\d+)? by (?<by>${W}) `, {
        refine: (draft) => {
          draft.helo = draft.rdns
        },
      }),
      relay('Exim, piecewise', /^/, { refine: readEximPieces }),
    ],
  },
  {
    name: 'Postfix',
    mark: (line) => line.includes(' (Postfix) with'),
    formats: [
      relay('Postfix', pattern`^(?<helo>${W}) \((?<rdns>${W}) \[${IP}\]\) by (?<by>${W}) `, {
        looksUpDns: true,
        refine: unknownIsNone,
      }),
      relay('Postfix at Pobox', pattern`^(?<helo>${W}) \((?<rdns>${W})\[${IP}\]\) by (?<by>${W}) `, {
        looksUpDns: true,
        refine: unknownIsNone,
      }),
    ],
  },
  {
    name: 'Scalix',
    mark: (line) => line.includes('(Scalix SMTP Relay'),
    formats: [relay('Scalix', pattern`^(?<helo>${W}) \( ?${IP}\) by (?<by>${W})`)],
  },
  {
    name: 'Lotus Domino',
    mark: (line) => line.includes(' (Lotus Domino '),
    formats: [
      relay('Lotus Domino', pattern`^(?<helo>${W}) \(\[${IP}\]\) by (?<by>${W}) \(Lotus`, { looksUpDns: false }),
    ],
  },
]

function unknownIsNone(draft: Draft): undefined {
  if (draft.rdns === 'unknown') draft.rdns = ''
}

function readXmailTail(draft: Draft, _groups: Groups, line: string): undefined {
  const id = / id <([^ ]+)>/.exec(line)
  if (id) draft.id = id[1] ?? ''
  const sender = / from <([^ ]+)>/.exec(line)
  if (sender) draft.envfrom = sender[1]
}

const ODD_ADDRESS = pattern` \[(${ANY_IP})(?:\.\d+)?\] `

// Exim lets its administrator write the header freely. Where no usual form fits, the pieces are taken one by one, and
// with an address they are enough; without one, what was found stays and the general formats are tried.
function readEximPieces(draft: Draft, _groups: Groups, line: string): boolean {
  const first = /^([^ ]+) /.exec(line)
  if (first) draft.rdns = first[1] ?? ''
  const helo = / \(([^ ]+)\) /.exec(line)
  if (helo) draft.helo = helo[1] ?? ''
  const address = ODD_ADDRESS.exec(line)
  if (address) draft.ip = address[1] ?? ''
  const by = /by ([^ ]+) /.exec(line)
  if (!by) return false
  draft.by = by[1] ?? ''
  return draft.ip !== ''
}
