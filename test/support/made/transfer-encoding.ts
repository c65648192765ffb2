import type { Dice } from './dice.ts'

/** Base64 as mailers write it, or in one of the ways they break it. */
export function base64(bytes: string, dice: Dice, broken: boolean): string {
  const dense = Buffer.from(bytes, 'latin1').toString('base64')
  const width = broken ? dice.pick([60, 64, 75, 77, 1000, 4]) : 76
  let text = `${(dense.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).join('\n')}\n`
  if (!broken) return text
  const cut = dice.below(text.length + 1)
  switch (dice.below(9)) {
    case 0:
      return text.replace(/=+/g, '')
    case 1:
      text = text.slice(0, cut)
      return text
    case 2:
      return text.slice(0, cut) + dice.pick(['!', '*', '-', '_', '\xe9', '\0', ' ', '=', '==', '\t']) + text.slice(cut)
    case 3:
      return `${text.trimEnd()}====\n`
    case 4:
      return `${text}\n--\nThis list is brought to you by example.org\nhttp://lists.example.org/\n`
    case 5:
      return `${text}${Buffer.from('appended after the padding').toString('base64')}\n`
    case 6:
      return text.replaceAll('\n', dice.pick(['\n\n', ' \n', '\r\n', '\n  ', '']))
    case 7:
      return text.replaceAll('+', '-').replaceAll('/', '_')
    default:
      return bytes
  }
}

/** Quoted-printable as mailers write it, or in one of the ways they break it. */
export function quotedPrintable(bytes: string, dice: Dice, broken: boolean): string {
  const hex = (char: string): string => `=${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
  const odds = broken ? dice.pick([0, 0.1, 1]) : 0
  const lines = bytes.split('\n').map((line) => {
    let left = line.replace(/[^\t\x20-\x3c\x3e-\x7e]/g, hex)
    if (odds > 0) left = left.replace(/[ a-zA-Z.]/g, (char) => (dice.chance(odds) ? hex(char) : char))
    if (!broken) left = left.replace(/[ \t]$/, hex)
    let wrapped = ''
    while (left.length > 75) {
      let cut = 73
      if (!broken) while (/=.?$/.test(left.slice(cut - 2, cut))) cut--
      wrapped += `${left.slice(0, cut)}=\n`
      left = left.slice(cut)
    }
    return wrapped + left
  })
  const text = lines.join('\n')
  if (!broken) return text
  const cut = dice.below(text.length + 1)
  switch (dice.below(8)) {
    case 0:
      return text.toLowerCase()
    case 1:
      return text.slice(0, cut)
    case 2:
      return (
        text.slice(0, cut) +
        dice.pick(['=', '==', '=XX', '=4', '= \n', '=\t\n', '=\r\n', '=3D=\n', '=0D=0A', '=00']) +
        text.slice(cut)
      )
    case 3:
      return text.replaceAll('=\n', '= \n')
    case 4:
      return text.replaceAll('\n', ' \t\n')
    case 5:
      return text.replaceAll('\n', '=0A')
    case 6:
      return bytes
    default:
      return text
  }
}

/** A file the old way, between `begin` and `end`. */
export function uuencoded(bytes: string, name: string, dice: Dice): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += 45) {
    const chunk = bytes.slice(at, at + 45)
    let line = String.fromCharCode(32 + chunk.length)
    for (let i = 0; i < chunk.length; i += 3) {
      const bits = (chunk.charCodeAt(i) << 16) | ((chunk.charCodeAt(i + 1) || 0) << 8) | (chunk.charCodeAt(i + 2) || 0)
      for (const shift of [18, 12, 6, 0]) line += String.fromCharCode(32 + ((bits >> shift) & 63) || 96)
    }
    lines.push(dice.chance(0.9) ? line.replaceAll(' ', '`') : line)
  }
  return `begin ${dice.pick(['644', '755', '0644', '666'])} ${name}\n${lines.join('\n')}\n\`\n${dice.chance(0.9) ? 'end\n' : ''}`
}
