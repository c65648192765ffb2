import { parseIp, parseIpv4 } from '../../src/base/ip-address.ts'

/** What a record holds: texts, whole numbers (as uint32), and maps of them. */
export type MmdbValue = string | number | { readonly [key: string]: MmdbValue }

interface Node {
  left: Node | number | undefined
  right: Node | number | undefined
}

const UTF8 = 2
const UINT16 = 5
const UINT32 = 6
const MAP = 7
const RECORD_SIZE = 24
/** IPv4 addresses stand under 96 zero bits, and these are what mapped addresses begin with instead. */
const IPV4_AT = '0'.repeat(96)
const MAPPED_AT = '0'.repeat(80) + '1'.repeat(16)

/** A MaxMind DB file (format 2.0) that tells of networks, in CIDR form; a network inside another must come later. */
export function mmdbFile(type: string, networks: Readonly<Record<string, MmdbValue>>, ipVersion: 4 | 6 = 6): Buffer {
  const root: Node = { left: undefined, right: undefined }
  const data: Buffer[] = []
  let dataSize = 0
  for (const [network, value] of Object.entries(networks)) {
    insert(root, bitsOf(network, ipVersion), dataSize)
    const encoded = encode(value)
    data.push(encoded)
    dataSize += encoded.length
  }
  if (ipVersion === 6) alias(root)
  const nodes = [root]
  const numbers = new Map<Node, number>([[root, 0]])
  for (const node of nodes) {
    for (const side of [node.left, node.right]) {
      if (typeof side !== 'object' || numbers.has(side)) continue
      numbers.set(side, nodes.length)
      nodes.push(side)
    }
  }
  const recordOf = (side: Node['left']) =>
    side === undefined ? nodes.length : typeof side === 'number' ? nodes.length + 16 + side : (numbers.get(side) ?? 0)
  const tree = Buffer.alloc(nodes.length * 6)
  for (const [i, node] of nodes.entries()) {
    tree.writeUIntBE(recordOf(node.left), i * 6, 3)
    tree.writeUIntBE(recordOf(node.right), i * 6 + 3, 3)
  }
  return Buffer.concat([
    tree,
    Buffer.alloc(16),
    ...data,
    Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'),
    metadata({
      node_count: encode(nodes.length),
      record_size: uint16(RECORD_SIZE),
      ip_version: uint16(ipVersion),
      database_type: encode(type),
      languages: Buffer.concat([LIST_OF_ONE, encode('en')]),
      binary_format_major_version: uint16(2),
      binary_format_minor_version: uint16(0),
      build_epoch: BUILD_TIME,
      description: encode({ en: 'made for tests' }),
    }),
  ])
}

/** Types above 7 stand in a byte of their own, less 7. */
const LIST_OF_ONE = Buffer.from([1, 11 - 7])
const BUILD_TIME = Buffer.from([4, 9 - 7, 0x65, 0x53, 0xf1, 0x00])

function metadata(entries: Readonly<Record<string, Buffer>>): Buffer {
  const pairs = Object.entries(entries)
  return Buffer.concat([control(MAP, pairs.length), ...pairs.flatMap(([key, value]) => [encode(key), value])])
}

function bitsOf(network: string, ipVersion: 4 | 6): string {
  const [address = '', length = ''] = network.split('/')
  const word = parseIpv4(address)
  const binary = (value: number) => value.toString(2).padStart(32, '0')
  if (word !== undefined) return (ipVersion === 6 ? IPV4_AT : '') + binary(word).slice(0, Number(length))
  return (parseIp(address) ?? []).map(binary).join('').slice(0, Number(length))
}

function insert(root: Node, bits: string, pointer: number): void {
  let node = root
  for (const [i, bit] of [...bits].entries()) {
    const side = bit === '0' ? 'left' : 'right'
    if (i === bits.length - 1) {
      node[side] = pointer
      return
    }
    const next = node[side]
    if (typeof next === 'object') node = next
    else {
      const split: Node = { left: next, right: next }
      node[side] = split
      node = split
    }
  }
}

function alias(root: Node): void {
  let ipv4: Node | number | undefined = root
  for (let i = 0; i < IPV4_AT.length && typeof ipv4 === 'object'; i++) ipv4 = ipv4.left
  if (typeof ipv4 !== 'object') return
  insert(root, MAPPED_AT, 0)
  let node = root
  for (const bit of MAPPED_AT.slice(0, -1)) {
    const next: Node['left'] = bit === '0' ? node.left : node.right
    if (typeof next === 'object') node = next
  }
  node.right = ipv4
}

function encode(value: MmdbValue): Buffer {
  if (typeof value === 'string') {
    const bytes = Buffer.from(value)
    return Buffer.concat([control(UTF8, bytes.length), bytes])
  }
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return Buffer.concat([control(UINT32, 4), bytes])
  }
  const entries = Object.entries(value)
  return Buffer.concat([
    control(MAP, entries.length),
    ...entries.flatMap(([key, inner]) => [encode(key), encode(inner)]),
  ])
}

function uint16(value: number): Buffer {
  return Buffer.concat([control(UINT16, 2), Buffer.from([value >> 8, value & 0xff])])
}

function control(type: number, size: number): Buffer {
  return size < 29 ? Buffer.from([(type << 5) | size]) : Buffer.from([(type << 5) | 29, size - 29])
}
