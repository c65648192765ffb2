const GTUBE = 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'

const HEAD = [
  'Return-Path: <ann@example.com>',
  'Received: from mail.example.com (mail.example.com [192.0.2.1]) by mx.example.org with ESMTP id 1; Tue, 3 Nov 2026 10:00:00 +0000',
  'Date: Tue, 3 Nov 2026 10:00:00 +0000',
  'From: Ann <ann@example.com>',
  'To: Bob <bob@example.org>',
  'Subject: the minutes',
  'Message-Id: <1@example.com>',
].join('\n')

const MULTIPART = [
  'MIME-Version: 1.0',
  'Content-Type: multipart/alternative; boundary="b"',
  '',
  '--b',
  'Content-Type: text/plain',
  '',
  'plain text',
  '--b',
  'Content-Type: text/html; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  '<html><body><p>caf=C3=A9 <a href=3D"http://example.com/">here</a></p></body></html>',
  '--b--',
  '',
].join('\n')

/** Messages of our own, by what is special about them. */
export const smallMessages: Readonly<Record<string, Buffer>> = {
  ham: Buffer.from(`${HEAD}\n\nThe minutes are attached to the wall.\n`),
  spam: Buffer.from(`${HEAD}\n\n${GTUBE}\n`),
  'carriage returns': Buffer.from(`${HEAD}\n\nThe minutes.\n`.replaceAll('\n', '\r\n')),
  'spam with carriage returns': Buffer.from(`${HEAD}\n\n${GTUBE}\n`.replaceAll('\n', '\r\n')),
  multipart: Buffer.from(`${HEAD}\n${MULTIPART}`),
  'no line end': Buffer.from(`${HEAD}\n\nno line end`),
  'no body': Buffer.from(`${HEAD}\n`),
  'no header': Buffer.from('\njust text\n'),
  empty: Buffer.alloc(0),
  '8 bit': Buffer.from(`${HEAD}\n\nd\xe9j\xe0 vu\n`, 'latin1'),
  'a long line': Buffer.from(`${HEAD}\n\n${'word '.repeat(5000)}\n`),
  mbox: Buffer.from(`From ann@example.com Tue Nov  3 10:00:00 2026\n${HEAD}\n\nas a mailbox holds it\n`),
}
