import { deflateSync } from 'node:zlib'

/** Numbers from 0 to 1. */
type Random = () => number

const COMMANDS = [
  'CHECK',
  'PROCESS',
  'SYMBOLS',
  'REPORT',
  'REPORT_IFSPAM',
  'HEADERS',
  'TELL',
  'PING',
  'SKIP',
  'EXPLODE',
]
const VERSIONS = ['1.5', '1.2', '1.0', '', '1', '99', '-1', 'x']
const LENGTHS = ['', '-1', '0', '1', '99999999999999999999', '1e3', '0x10', ' 12', '12 12']
const HEADERS: readonly ((random: Random) => string)[] = [
  () => 'User: nobody',
  () => `User: ${'u'.repeat(2000)}`,
  () => 'User: ../../etc/passwd',
  () => 'Compress: zlib',
  () => 'Message-class: spam',
  () => 'Set: local, remote',
  () => 'Remove: local',
  () => 'No colon here',
  () => ': no name',
  (random) => `Content-length: ${pick(LENGTHS, random)}`,
]
const MESSAGES = [
  'Subject: lunch\r\n\r\nIn the casino?\r\n',
  'From: a@example.com\nTo: b@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nText\n--b--\n',
  '\n',
  '',
  '\0\0\0',
  `Subject: ${'long '.repeat(500)}\n\n${'x'.repeat(3000)}`,
]

function pick<T>(list: readonly T[], random: Random): T {
  return list[Math.floor(random() * list.length)] as T // `as`: the lists here have entries, and random is below 1
}

/** A request that is well-formed, nearly so, or not at all. */
export function mutatedRequest(random: Random): Buffer {
  const plain = Buffer.from(pick(MESSAGES, random), 'latin1')
  const message = random() < 0.1 ? deflateSync(plain) : plain
  const lines = [`${pick(COMMANDS, random)} SPAMC/${random() < 0.7 ? '1.5' : pick(VERSIONS, random)}`]
  if (random() < 0.8)
    lines.push(`Content-length: ${message.length + (random() < 0.2 ? Math.floor(random() * 9) - 4 : 0)}`)
  while (random() < 0.4) lines.splice(1 + Math.floor(random() * lines.length), 0, pick(HEADERS, random)(random))
  const end = random() < 0.8 ? '\r\n' : pick(['\n', '\r', '\r\r\n', '\n\r'], random)
  let bytes: Buffer<ArrayBuffer> = Buffer.concat([Buffer.from(`${lines.join(end)}${end}${end}`, 'latin1'), message])
  while (random() < 0.35) bytes = damaged(bytes, random)
  return bytes
}

// One change at a random place: bytes lost, doubled, changed, put in, or all that follows cut off.
function damaged(bytes: Buffer<ArrayBuffer>, random: Random): Buffer<ArrayBuffer> {
  const at = Math.floor(random() * (bytes.length + 1))
  const to = Math.min(bytes.length, at + Math.floor(random() ** 3 * 200))
  const [head, part, tail] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)]
  switch (Math.floor(random() * 5)) {
    case 0:
      return Buffer.concat([head, tail])
    case 1:
      return Buffer.concat([head, part, part, tail])
    case 2:
      return Buffer.concat([head, Buffer.from(part).map((byte) => byte ^ (1 << Math.floor(random() * 8))), tail])
    case 3:
      return Buffer.concat([
        head,
        Buffer.from(Array.from({ length: 1 + Math.floor(random() * 20) }, () => random() * 256)),
        bytes.subarray(at),
      ])
    default:
      return head
  }
}
