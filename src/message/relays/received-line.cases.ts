/** Received headers, and what SpamAssassin 4.0.1 (parse_received_line) makes of each: the fields that are not empty, or why there are none. */
export const receivedLines: readonly (readonly [line: string, expected: string])[] = [
  [
    'from mx.example.net (mx.example.net [192.0.2.10]) by in.example.org (Postfix) with ESMTP id 4F2A11C0 for <a@example.org>; Mon, 3 Mar 2014 10:00:00 +0000 (UTC)',
    'ip=192.0.2.10 | rdns=mx.example.net | helo=mx.example.net | by=in.example.org | id=4F2A11C0',
  ],
  [
    'from mx.example.net (unknown [192.0.2.10]) by in.example.org (Postfix) with ESMTP id 4F2A11C0',
    'ip=192.0.2.10 | helo=mx.example.net | by=in.example.org | id=4F2A11C0 | flags=noReverseDns',
  ],
  [
    'from [192.0.2.1] (host.example.net[192.0.2.10]) by in.example.org (Postfix) with SMTP id 4F2A11C0; Mon, 3 Mar 2014 10:00:00 +0000',
    'ip=192.0.2.10 | rdns=host.example.net | helo=!192.0.2.1! | by=in.example.org | id=4F2A11C0',
  ],
  [
    'from mx.example.net (mx.example.net [IPv6:2001:db8::25]) by in.example.org (Postfix) with ESMTPS id AA01',
    'ip=2001:db8::25 | rdns=mx.example.net | helo=mx.example.net | by=in.example.org | id=AA01',
  ],
  [
    'from laptop (unknown [IPv6:2001:db8:0:1::77]) (Authenticated sender: joe@example.org) by in.example.org (Postfix) with ESMTPSA id AA02',
    'ip=2001:db8:0:1::77 | helo=laptop | by=in.example.org | id=AA02 | auth=ESMTPSA | flags=noReverseDns',
  ],
  [
    'from laptop (cable.example.net [192.0.2.77]) (Authenticated sender: joe) by in.example.org (Postfix) with ESMTP id AA03',
    'ip=192.0.2.77 | rdns=cable.example.net | helo=laptop | by=in.example.org | id=AA03 | auth=Postfix',
  ],
  [
    'from laptop (cable.example.net [192.0.2.77]) (Authenticated sender: joe) by in.example.org (MyMail) with ESMTP id AA03',
    'ip=192.0.2.77 | rdns=cable.example.net | helo=laptop | by=in.example.org | id=AA03 | auth=Postfix (MyMail)',
  ],
  [
    'from mx.example.net (mx.example.net [192.0.2.10]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)) (No client certificate requested) by in.example.org (Postfix) with ESMTPS id AA04',
    'ip=192.0.2.10 | rdns=mx.example.net | helo=mx.example.net | by=in.example.org | id=AA04',
  ],
  [
    'from localhost (localhost [127.0.0.1]) by in.example.org (Postfix) with ESMTP id AA05',
    'ip=127.0.0.1 | rdns=localhost | helo=localhost | by=in.example.org | id=AA05 | flags=ipPrivate',
  ],
  [
    'from a.example (localhost [127.0.0.1])by  in.example.org (Postfix) with ESMTP id AA06for <x@example.org>; Mon,  3 Mar 2014 10:00:00 +0000 (UTC)',
    'ip=127.0.0.1 | rdns=localhost | helo=a.example | by=in.example.org | id=AA06for | flags=ipPrivate',
  ],
  [
    'from mx.example.net (mx.example.net. [192.0.2.10]) by in.example.org (Postfix) with ESMTP id AA07',
    'ip=192.0.2.10 | rdns=mx.example.net | helo=mx.example.net | by=in.example.org | id=AA07',
  ],
  [
    'from [192.0.2.10] (helo=mx.example.net) by in.example.org with esmtp (Exim 4.80) (envelope-from <bounce@example.net>) id 1WKabc-0001AB-CD for a@example.org; Mon, 03 Mar 2014 10:00:00 +0000',
    'ip=192.0.2.10 | helo=mx.example.net | by=in.example.org | envfrom=bounce@example.net | id=1WKabc-0001AB-CD | flags=rdnsNotInHeaders',
  ],
  [
    'from [192.0.2.10] (helo=mx.example.net ident=joe) by in.example.org with esmtp (Exim 4.80) id 1WKabc-0001AB-CE',
    'ip=192.0.2.10 | helo=mx.example.net | by=in.example.org | ident=joe | id=1WKabc-0001AB-CE | flags=rdnsNotInHeaders',
  ],
  [
    'from mx.example.net ([192.0.2.10] helo=smtp.example.net) by in.example.org with esmtp (Exim 4.80) id 1WKabc-0001AB-CF',
    'ip=192.0.2.10 | rdns=mx.example.net | helo=smtp.example.net | by=in.example.org | id=1WKabc-0001AB-CF',
  ],
  [
    'from mx.example.net ([192.0.2.10] ident=[abc/def]) by in.example.org with esmtp (Exim 4.80) id 1WKabc-0001AB-CG',
    'ip=192.0.2.10 | rdns=mx.example.net | helo=mx.example.net | by=in.example.org | ident=!abc/def! | id=1WKabc-0001AB-CG',
  ],
  [
    'from mx.example.net ([192.0.2.10]:52313) by in.example.org with esmtps (TLS1.2:RSA:256) (Exim 4.82) id 1WKabc-0001AB-CH',
    'ip=192.0.2.10 | rdns=mx.example.net | helo=mx.example.net | by=in.example.org | id=1WKabc-0001AB-CH',
  ],
  [
    'from mx.example.net [192.0.2.10] by in.example.org with esmtp (Exim 3.35 #1) id 1WKabc-0001AB-CI',
    'ip=192.0.2.10 | rdns=mx.example.net | helo=mx.example.net | by=in.example.org | id=1WKabc-0001AB-CI',
  ],
  [
    'from mx.example.net [192.0.2.10]:2525 by in.example.org with esmtp (Exim 3.35 #1) id 1WKabc-0001AB-CJ',
    'ip=192.0.2.10 | rdns=mx.example.net | helo=mx.example.net | by=in.example.org | id=1WKabc-0001AB-CJ',
  ],
  [
    'from mx.example.net (smtp.example.net) [192.0.2.10.1234] (mail) by in.example.org with esmtp (Exim 3.35 #1) id 1WKabc-0001AB-CK',
    'ip=192.0.2.10 | rdns=mx.example.net | helo=smtp.example.net | by=in.example.org | id=1WKabc-0001AB-CK',
  ],
  ['from root by in.example.org with local (Exim 4.80) id 1WKabc-0001AB-CL', 'skipped'],
  ['from root (helo=localhost) by in.example.org with local-bsmtp (Exim 4.80) id 1WKabc-0001AB-CM', 'skipped'],
  ['from joe by in.example.org with local-esmtp (Exim 4.80)', 'skipped'],
  [
    'from mx.example.net ([2001:db8::1]) by in.example.org with esmtp (Exim 4.92) id 1WKabc-0001AB-CN',
    'ip=2001:db8::1 | rdns=mx.example.net | helo=mx.example.net | by=in.example.org | id=1WKabc-0001AB-CN',
  ],
  [
    'from cable.example.net ([192.0.2.77] helo=laptop) by in.example.org with esmtpa (Exim 4.92) id 1WKabc-0001AB-CO',
    'ip=192.0.2.77 | rdns=cable.example.net | helo=laptop | by=in.example.org | id=1WKabc-0001AB-CO | auth=esmtpa',
  ],
  [
    'from cable.example.net ([192.0.2.77] helo=laptop) by in.example.org with asmtp (Exim 4.22) id 1WKabc-0001AB-CP',
    'ip=192.0.2.77 | rdns=cable.example.net | helo=laptop | by=in.example.org | id=1WKabc-0001AB-CP | auth=asmtp',
  ],
  ['from nothing in Exim style here', 'unparseable'],
  [
    'from mx.example.net (mx.example.net [192.0.2.10] (may be forged)) by in.example.org (8.14.4/8.14.4) with ESMTP id s23A00ab012345 for <a@example.org>',
    'ip=192.0.2.10 | rdns=mx.example.net | helo=mx.example.net | by=in.example.org | id=s23A00ab012345',
  ],
  [
    'from mx.example.net (IDENT:joe@host.example.net [192.0.2.10]) by in.example.org (8.11.6/8.11.6) with ESMTP id s23A00ab012346',
    'ip=192.0.2.10 | rdns=host.example.net | helo=mx.example.net | by=in.example.org | ident=joe | id=s23A00ab012346',
  ],
  [
    'from mx.example.net (joe@host.example.net [192.0.2.10]) by in.example.org (8.11.6/8.11.6) with ESMTP id s23A00ab012347',
    'ip=192.0.2.10 | rdns=host.example.net | helo=mx.example.net | by=in.example.org | ident=joe | id=s23A00ab012347',
  ],
  [
    'from mx.example.net ([192.0.2.10]) by in.example.org (8.12.6/8.12.6) with ESMTP id s23A00ab012348',
    'ip=192.0.2.10 | helo=mx.example.net | by=in.example.org | id=s23A00ab012348 | flags=noReverseDns',
  ],
  [
    'from laptop (cable.example.net [192.0.2.77]) (authenticated bits=0) by in.example.org (8.13.8/8.13.8) with ESMTP id s23A00ab012349',
    'ip=192.0.2.77 | rdns=cable.example.net | helo=laptop | by=in.example.org | id=s23A00ab012349 | auth=Sendmail',
  ],
  [
    'from laptop (cable.example.net [192.0.2.77]) (authenticated (0 bits)) by in.example.org (8.11.6/8.11.6) with ESMTP id s23A00ab012350',
    'ip=192.0.2.77 | rdns=cable.example.net | helo=laptop | by=in.example.org | id=s23A00ab012350 | auth=Sendmail',
  ],
  [
    'from 4wtX (joe@[192.0.2.77]) by in.example.org (8.11.6/8.11.6) with SMTP id s23A00ab012351',
    'ip=192.0.2.77 | helo=4wtX | by=in.example.org | ident=joe | id=s23A00ab012351 | flags=noReverseDns',
  ],
  ['from localhost (joe@localhost) by in.example.org (8.12.6/8.9.3) with SMTP id s23A00ab012352', 'skipped'],
  ['from in.example.org (joe@localhost) by in.example.org (8.12.6/8.9.3) with SMTP id s23A00ab012353', 'skipped'],
  [
    '(from joe@localhost) by in.example.org (8.12.11/8.12.11/Submit) id iBADHRP6011034; Mon, 3 Mar 2014 10:00:00 GMT',
    'skipped',
  ],
  [
    'from localhost (localhost [[UNIX: localhost]]) by in.example.org (8.12.11/8.12.11/Submit) id iBADHRP6011035',
    'skipped',
  ],
  [
    'from ex1.example.net ([192.0.2.20]) by ex2.example.org with Microsoft SMTPSVC(6.0.3790.4675); Mon, 3 Mar 2014 10:00:00 +0000',
    'ip=192.0.2.20 | helo=ex1.example.net | by=ex2.example.org | flags=rdnsNotInHeaders',
  ],
  [
    'from ex1.example.net ([192.0.2.20] unverified) by ex2.example.org with Microsoft SMTPSVC(5.0.2195.5329)',
    'ip=192.0.2.20 | helo=ex1.example.net | by=ex2.example.org | flags=rdnsNotInHeaders',
  ],
  [
    'from 0 ([192.0.2.20] RDNS failed) by ex2.example.org with Microsoft SMTPSVC(6.0.3790.0)',
    'ip=192.0.2.20 | helo=0 | by=ex2.example.org | flags=rdnsNotInHeaders',
  ],
  [
    'from  ([192.0.2.20]) by ex2.example.org with Microsoft SMTPSVC(5.0.2195.6713); Mon, 3 Mar 2014 10:00:00 -0400',
    'ip=192.0.2.20 | by=ex2.example.org | flags=rdnsNotInHeaders',
  ],
  ['from mail pickup service by ex2.example.org with Microsoft SMTPSVC; Mon, 3 Mar 2014 10:00:00 -0500', 'skipped'],
  [
    'from EX1.example.net (10.1.2.3) by EX2.example.net (10.1.2.4) with Microsoft SMTP Server 15.1.1261.35 id 15.1.1261.35',
    'ip=10.1.2.3 | helo=EX1.example.net | by=EX2.example.net | flags=rdnsNotInHeaders ipPrivate',
  ],
  [
    'from EX1.example.net (10.1.2.3) by EX2.example.net (10.1.2.4) with Microsoft SMTP Server (TLS) id 15.0.1497.2; Mon, 3 Mar 2014 10:00:00 +0100',
    'ip=10.1.2.3 | rdns=EX1.example.net | helo=EX1.example.net | by=EX2.example.net | id=15.0.1497.2 | flags=ipPrivate',
  ],
  [
    'from EX1.example.net ([fe80::1234:5678]) by EX2.example.net ([fe80::1234:5678%6]) with mapi id 15.20.1943.023; Mon, 3 Mar 2014 10:00:00 +0000',
    'ip=fe80::1234:5678 | helo=EX1.example.net | by=EX2.example.net | flags=rdnsNotInHeaders ipPrivate',
  ],
  ['from client.example.net by mail.example.org with Microsoft Exchange Server HTTP-DAV id A1', 'skipped'],
  [
    'from host.example.net (192.0.2.30 [192.0.2.30]) by ims.example.org with SMTP (Microsoft Exchange Internet Mail Service Version 5.5.2653.13) id G69TW478',
    'ip=192.0.2.30 | rdns=192.0.2.30 | helo=host.example.net | by=ims.example.org | id=G69TW478',
  ],
  [
    'from list.example.net (192.0.2.31:23198) by mx1.example.org with [XMail 1.20 ESMTP Server] id <S72E> for <joe@example.org> from <bounce@list.example.net>; Sat, 18 Sep 2004 23:17:54 -0500',
    'ip=192.0.2.31 | helo=list.example.net | by=mx1.example.org | envfrom=bounce@list.example.net | id=S72E | flags=rdnsNotInHeaders',
  ],
  [
    'from list.example.net ([192.0.2.31]:23198) by mx1.example.org (192.0.2.99:25) with [XMail 1.20 ESMTP Server] id <S72F> for <joe@example.org>',
    'ip=192.0.2.31 | helo=list.example.net | by=mx1.example.org | id=S72F | flags=rdnsNotInHeaders',
  ],
  [
    'from ([192.0.2.40:33672]) by out-1 (ecelerity HEAD) with SMTP id EE/20-30863-33CE1054; Fri, 08 Sep 2006 18:18:27 -0400',
    'skipped',
  ],
  [
    'from ([192.0.2.40:49601] helo=www.example.net) by out-1.example.org (ecelerity 2.1.1.3 r(11743)) with ESMTP id 52/92-02454-89FBA054',
    'ip=192.0.2.40 | helo=www.example.net | by=out-1.example.org | id=52/92-02454-89FBA054 | flags=rdnsNotInHeaders',
  ],
  [
    'from DESKTOP ( 192.0.2.41) by mail.example.org (Scalix SMTP Relay 10.0.1.3) via ESMTP; Fri, 23 Jun 2006 16:39:47 -0500 (CDT)',
    'ip=192.0.2.41 | helo=DESKTOP | by=mail.example.org | flags=rdnsNotInHeaders',
  ],
  [
    'from host.example.net ([192.0.2.42]) by domino.example.org (Lotus Domino Release 6.5.2) with ESMTP id 2007010100000000-1',
    'ip=192.0.2.42 | helo=host.example.net | by=domino.example.org | id=2007010100000000-1 | flags=rdnsNotInHeaders',
  ],
  [
    'from 192.0.2.43 ([192.0.2.43]) by webmail.example.org (IMP) with HTTP for <joe@localhost>; Sun, 11 Apr 2004 00:31:07 +0100',
    'ip=192.0.2.43 | by=webmail.example.org | auth=HTTP | flags=rdnsNotInHeaders',
  ],
  [
    'from 192.0.2.44 (SquirrelMail authenticated user joe) by webmail.example.org with HTTP; Sat, 3 Apr 2004 10:33:43 -0500 (EST)',
    'ip=192.0.2.44 | by=webmail.example.org | auth=HTTP | flags=rdnsNotInHeaders',
  ],
  [
    'from 192.0.2.44 (NaSMail authenticated user joe) by webmail.example.org with HTTP; Sat, 3 Apr 2004 10:33:43 -0500 (EST)',
    'ip=192.0.2.44 | by=webmail.example.org | auth=HTTP | flags=rdnsNotInHeaders',
  ],
  [
    'from 192.0.2.45 by FWM-M18.sysops.aol.com (192.0.2.46) with HTTP (WebMailUI); Tue, 19 Jun 2007 11:16:54 -0400',
    'ip=192.0.2.45 | by=FWM-M18.sysops.aol.com | auth=HTTP | flags=rdnsNotInHeaders',
  ],
  [
    'from 192.0.2.47 by lw11fd.law11.hotmail.msn.com with HTTP; Wed, 24 Jul 2002 16:36:44 GMT',
    'ip=192.0.2.47 | by=lw11fd.law11.hotmail.msn.com | auth=HTTP | flags=rdnsNotInHeaders',
  ],
  [
    'from somebody by lw11fd.law11.hotmail.msn.com with HTTP; Wed, 24 Jul 2002 16:36:44 GMT',
    'by=lw11fd.law11.hotmail.msn.com | auth=HTTP | flags=rdnsNotInHeaders',
  ],
  [
    'from mail2.example.net ([192.0.2.48] helo=fw.example.net) by mail4.example.org with smtp id 190K1R-0000me-00 for joe@example.org',
    'ip=192.0.2.48 | rdns=mail2.example.net | helo=fw.example.net | by=mail4.example.org | id=190K1R-0000me-00',
  ],
  [
    'from 192-0-2-49.client.example.net (<unknown.domain>[192.0.2.49]) by rw.example.org (rw) with SMTP id <2002112823351305300akl1ue>',
    'ip=192.0.2.49 | helo=192-0-2-49.client.example.net | by=rw.example.org | id=2002112823351305300akl1ue | flags=rdnsNotInHeaders',
  ],
  [
    'from example.net (host.example.net[192.0.2.50]) by rw.example.org (rw) with SMTP id <20030222193438053008f7tee>',
    'ip=192.0.2.50 | rdns=host.example.net | helo=example.net | by=rw.example.org | id=20030222193438053008f7tee',
  ],
  [
    'from example.net (nodots[192.0.2.50]) by rw.example.org (rw) with SMTP id <20030222193438053008f7tef>',
    'ip=192.0.2.50 | rdns=nodots | helo=example.net | by=rw.example.org | id=20030222193438053008f7tef',
  ],
  [
    'from dsl.example.net (HELO joe) (192.0.2.51) by la.mx.example.org (qpsmtpd/0.27-dev) with SMTP; Fri, 02 Jan 2004 19:26:52 -0800',
    'ip=192.0.2.51 | rdns=dsl.example.net | helo=joe | by=la.mx.example.org',
  ],
  [
    'from mail-backend.example.org (LHLO mail-backend.example.org) (10.2.2.20) by mail-backend.example.org with LMTP; Thu, 18 Jun 2015 16:50:56 -0700 (PDT)',
    'ip=10.2.2.20 | rdns=mail-backend.example.org | helo=mail-backend.example.org | by=mail-backend.example.org | flags=ipPrivate',
  ],
  [
    'from dsl.example.net (EHLO homepc) [192.0.2.52] by mail.gmx.net (mp010) with SMTP; 03 Feb 2007 13:13:47 +0100',
    'ip=192.0.2.52 | rdns=dsl.example.net | helo=homepc | by=mail.gmx.net | auth=GMX (SMTP / mail.gmx.net)',
  ],
  [
    'from dsl.example.net (EHLO homepc) [192.0.2.52] by mx.example.org (mp010) with ESMTP; 03 Feb 2007 13:13:47 +0100',
    'ip=192.0.2.52 | rdns=dsl.example.net | helo=homepc | by=mx.example.org',
  ],
  [
    'from mo.example.net ([192.0.2.53]) by fw.example.org via smtpd (for [192.0.2.98]) with SMTP; Wed, 08 Oct 2003 16:25:37 -0400',
    'ip=192.0.2.53 | helo=mo.example.net | by=fw.example.org | flags=noReverseDns',
  ],
  [
    'from unknown (HELO mail.example.net) (joe@192.0.2.54) by in.example.org with SMTP; 14 Nov 2003 08:05:50 -0000',
    'ip=192.0.2.54 | helo=mail.example.net | by=in.example.org | ident=joe | flags=rdnsNotInHeaders',
  ],
  [
    'from host.example.net (HELO mail.example.net) (192.0.2.54) by in.example.org with SMTP; 14 Nov 2003 08:05:50 -0000',
    'ip=192.0.2.54 | rdns=host.example.net | helo=mail.example.net | by=in.example.org',
  ],
  [
    'from host.example.net (joe@192.0.2.54) by in.example.org with SMTP; 14 Nov 2003 08:05:50 -0000',
    'ip=192.0.2.54 | rdns=host.example.net | helo=host.example.net | by=in.example.org | ident=joe',
  ],
  [
    'from host.example.net (192.0.2.54) by in.example.org with QMQP; 14 Nov 2003 08:05:50 -0000',
    'ip=192.0.2.54 | rdns=host.example.net | helo=host.example.net | by=in.example.org',
  ],
  [
    'from unknown (192.0.2.54) by in.example.org with SMTP; 14 Nov 2003 08:05:50 -0000',
    'ip=192.0.2.54 | helo=unknown | by=in.example.org | flags=rdnsNotInHeaders',
  ],
  [
    'from unknown (HELO joe.example.net) (joe@[192.0.2.54]) (envelope-sender <joe@example.net>) by mail13.example.org (qmail-ldap-1.03) with SMTP for <x@example.org>; 12 Feb 2003 18:23:19 -0000',
    'ip=192.0.2.54 | helo=joe.example.net | by=mail13.example.org | ident=joe | envfrom=joe@example.net | flags=rdnsNotInHeaders',
  ],
  [
    'from unknown (HELO joe.example.net) ([192.0.2.54]) (envelope-sender <joe@example.net>) by mail13.example.org (qmail-ldap-1.03) with RC4-SHA encrypted SMTP for <x@example.org>',
    'ip=192.0.2.54 | helo=joe.example.net | by=mail13.example.org | envfrom=joe@example.net | flags=rdnsNotInHeaders',
  ],
  [
    'from host.example.net (EHLO ) (192.0.2.54) by in.example.org with SMTP; Sun, 25 Jan 2004 00:24:37 -0800',
    'ip=192.0.2.54 | rdns=host.example.net | by=in.example.org',
  ],
  [
    'from host.example.net (192.0.2.54) by in.example.org with SMTP id s23A00ab012360; 14 Nov 2003 08:05:50 -0000',
    'ip=192.0.2.54 | rdns=host.example.net | helo=host.example.net | by=in.example.org | id=s23A00ab012360',
  ],
  [
    'from [192.0.2.55] by web40310.mail.yahoo.com via HTTP; Wed, 12 Feb 2003 14:22:21 PST',
    'ip=192.0.2.55 | by=web40310.mail.yahoo.com | flags=rdnsNotInHeaders',
  ],
  [
    'from 192.0.2.56 ( [192.0.2.56]) as user joe@localhost by mail.example.org with HTTP; Mon, 8 Jul 2002 23:24:56 -0400',
    'ip=192.0.2.56 | by=mail.example.org | auth=HTTP | flags=rdnsNotInHeaders',
  ],
  [
    'from (192.0.2.57 [192.0.2.57]) by mail.example.org with ESMTP id BQB0hUH2 Thu, 20 Feb 2003 16:13:20 -0700 (PST)',
    'ip=192.0.2.57 | helo=192.0.2.57 | by=mail.example.org | id=BQB0hUH2 | flags=rdnsNotInHeaders',
  ],
  [
    'from [192.0.2.58] by relay.example.org (MessageWall 1.1.0) with SMTP; 20 Feb 2003 23:57:15 -0000',
    'ip=192.0.2.58 | by=relay.example.org | flags=rdnsNotInHeaders',
  ],
  [
    'from (192.0.2.59) by filter.example.org via smtp id 021b_7e19a55a; Tue, 23 May 2006 13:06:35 -0400',
    'ip=192.0.2.59 | by=filter.example.org | id=021b_7e19a55a | flags=rdnsNotInHeaders',
  ],
  [
    'from ([192.0.2.59]) by filter.example.org with ESMTP  id 4420961.8281; Tue, 22 Aug 2006 17:53:08 -0400',
    'ip=192.0.2.59 | by=filter.example.org | id=4420961.8281 | flags=rdnsNotInHeaders',
  ],
  [
    'from pc.example.net [192.0.2.60] by scan.example.org [192.0.2.97] with SMTP (MDaemon.PRO.v5.0.6.R) for <joe@example.org>',
    'ip=192.0.2.60 | helo=pc.example.net | by=scan.example.org | flags=noReverseDns',
  ],
  [
    'from smtp510.example.net [(192.0.2.61)] by mail.example.org (192.0.2.96) (MDaemon PRO v19.0.2)  with ESMTP id md50018233933.msg',
    'ip=192.0.2.61 | helo=smtp510.example.net | by=mail.example.org | id=md50018233933.msg | flags=rdnsNotInHeaders',
  ],
  [
    'from mail7.example.net (mail7.example.net [192.0.2.62]) via ESMTP by relay1.example.org (8.12.1/) id h06GHYLZ022481',
    'ip=192.0.2.62 | rdns=mail7.example.net | helo=mail7.example.net | by=relay1.example.org | id=h06GHYLZ022481',
  ],
  [
    'from Agni (localhost [::ffff:127.0.0.1]) (TLS: TLSv1/SSLv3, 168bits,DES-CBC3-SHA) by mail.example.org with esmtp',
    'ip=127.0.0.1 | rdns=localhost | helo=Agni | by=mail.example.org | flags=ipPrivate',
  ],
  [
    'from host.example.net (softdnserr [::ffff:192.0.2.63]) by mail.example.org with esmtp; Fri, 22 Aug 2003 12:25:41 +0300',
    'ip=192.0.2.63 | helo=host.example.net | by=mail.example.org | flags=rdnsNotInHeaders',
  ],
  [
    'from laptop ([192.0.2.64]) (AUTH: LOGIN joe) by mail.example.org with esmtp; Fri, 22 Aug 2003 12:25:41 +0300',
    'ip=192.0.2.64 | helo=laptop | by=mail.example.org | auth=LOGIN | flags=noReverseDns',
  ],
  [
    'from laptop ([192.0.2.64]) (AUTH: PLAIN joe, TLS: TLSv1) by mail.example.org with esmtp',
    'ip=192.0.2.64 | helo=laptop | by=mail.example.org | auth=PLAIN | flags=noReverseDns',
  ],
  [
    'from host.example.net ([192.0.2.65.63559]) by mailhost.example.org with esmtp (v3.35.1) id 1GNrLz-000295-00',
    'ip=192.0.2.65 | helo=host.example.net | by=mailhost.example.org | id=1GNrLz-000295-00 | flags=noReverseDns',
  ],
  [
    'from pop.example.org [127.0.0.1] by localhost with IMAP (fetchmail-5.9.0) for joe@localhost (single-drop)',
    'fetched',
  ],
  ['from pop3.example.org (192.0.2.66) by home with POP3; 14 Apr 2010 11:14:29 -0000', 'fetched'],
  [
    'from host.example.net (HELO x) (joe@192.0.2.67) (extra) by mail.example.org with FOO; 1 Nov 2003 07:05:19 -0000',
    'ip=192.0.2.67 | rdns=host.example.net | helo=x | by=mail.example.org | ident=joe',
  ],
  [
    'from host.example.net (192.0.2.67) (extra) by mail.example.org with FOO; 1 Nov 2003 07:05:19 -0000',
    'ip=192.0.2.67 | rdns=host.example.net | helo=host.example.net | by=mail.example.org',
  ],
  [
    'from [192.0.2.68] by ws1.example.org with http for joe@example.org; Thu, 13 Feb 2003 15:59:28 -0500',
    'ip=192.0.2.68 | by=ws1.example.org | auth=http | flags=rdnsNotInHeaders',
  ],
  [
    'from host.example.net(192.0.2.69) by x.example.org via smap (V1.3) id xma093673; Wed, 26 Mar 03 20:43:24 -0600',
    'ip=192.0.2.69 | rdns=host.example.net | by=x.example.org | id=xma093673',
  ],
  [
    'from host.example.net(192.0.2.69, HELO smtp.example.net) by x.example.org via smap (V1.3) id xma002908',
    'ip=192.0.2.69 | rdns=host.example.net | helo=smtp.example.net | by=x.example.org | id=xma002908',
  ],
  [
    'from 192.0.2.70 by gate.example.org (InterScan E-Mail VirusWall NT); Thu, 06 Mar 2003 12:02:35 -0800',
    'ip=192.0.2.70 | by=gate.example.org | flags=rdnsNotInHeaders',
  ],
  [
    'from 192.0.2.70 by gate.example.org (SMTPL release 1.0d) with TCP; Fri, 1 Sep 2006 20:28:14 -0400',
    'ip=192.0.2.70 | by=gate.example.org | flags=rdnsNotInHeaders',
  ],
  [
    'from a.example.net by b.example.org with BSMTP (rsmtp-qm-ot 0.4) for joe@example.org; 7 Mar 2003 21:10:38 -0000',
    'skipped',
  ],
  [
    'from spike (spike.example.net [192.0.2.71]) by mail.example.org with SMTP id h27CrCD03362 for <joe@example.org>',
    'ip=192.0.2.71 | rdns=spike.example.net | helo=spike | by=mail.example.org | id=h27CrCD03362',
  ],
  [
    'from customer.example.net (HELO PC) (joe@192.0.2.72 with plain) by smtp.mail.vip.sc5.yahoo.com with SMTP; 11 Mar 2003 21:03:28 -0000',
    'ip=192.0.2.72 | rdns=customer.example.net | helo=PC | by=smtp.mail.vip.sc5.yahoo.com | ident=joe',
  ],
  [
    'from pc (joe@192.0.2.72 with login) by smtp111.mail.ne1.yahoo.com with SMTP; 17 Jan 2011 08:23:27 -0800 PST',
    'ip=192.0.2.72 | helo=pc | by=smtp111.mail.ne1.yahoo.com | flags=rdnsNotInHeaders',
  ],
  [
    'from [192.0.2.73] (account joe HELO [192.0.2.73]) by mail.example.org (CommuniGate Pro SMTP 3.5.7) with ESMTP-TLS id 2088434',
    'ip=192.0.2.73 | helo=!192.0.2.73! | by=mail.example.org | id=2088434 | auth=Communigate | flags=rdnsNotInHeaders',
  ],
  [
    'from [192.0.2.73] (account joe [192.0.2.73] verified) by mail.example.org (CommuniGate Pro SMTP 4.0.3) with ESMTP-TLS id 5026665',
    'ip=192.0.2.73 | by=mail.example.org | id=5026665 | auth=Communigate | flags=rdnsNotInHeaders',
  ],
  [
    'from host.example.net ([192.0.2.74] verified) by mail.example.org (CommuniGate Pro SMTP 5.1.13) with ESMTP id 9786656',
    'ip=192.0.2.74 | rdns=host.example.net | helo=host.example.net | by=mail.example.org | id=9786656',
  ],
  [
    'from [192.0.2.75] by mail.example.org (CommuniGate Pro WebUser 4.0) with HTTPU id 55',
    'ip=192.0.2.75 | by=mail.example.org | auth=HTTPU | flags=rdnsNotInHeaders',
  ],
  [
    'from ironport.example.net (10.1.1.5) by a50.example.net with ESMTP; 01 Apr 2003 12:00:51 -0800',
    'ip=10.1.1.5 | rdns=ironport.example.net | helo=ironport.example.net | by=a50.example.net | flags=ipPrivate',
  ],
  [
    'from host.example.net (host.example.net) by gate.example.org (Content Technologies SMTPRS 4.2.1) with ESMTP id <T61095998e1118164e13f8@gate.example.org>',
    'skipped',
  ],
  [
    'from 01a.example.net ([192.0.2.76] [192.0.2.76]) by smtp3g.example.org with ESMTP; Mon, 10 Mar 2003 11:10:41 -0500',
    'ip=192.0.2.76 | helo=01a.example.net | by=smtp3g.example.org | flags=noReverseDns',
  ],
  [
    'from 192.0.2.77 by dm3.example.org with ESMTP (Tumbleweed MMS SMTP Relay (MMS v5.0)); Mon, 24 Mar 2003 19:49:48 -0500',
    'ip=192.0.2.77 | by=dm3.example.org | flags=rdnsNotInHeaders',
  ],
  [
    'from [192.0.2.78]:50999 (HELO fs.example.net) by fsav4im2 ([10.128.128.74]:25) (F-Secure Anti-Virus) with SMTP',
    'ip=192.0.2.78 | helo=fs.example.net | by=fsav4im2 | flags=rdnsNotInHeaders',
  ],
  [
    'from 192.0.2.79 (HELO daisy) by smtp.example.org (192.0.2.95) with SMTP; 19 Sep 2002 17:03:17 +0000',
    'ip=192.0.2.79 | helo=daisy | by=smtp.example.org | flags=rdnsNotInHeaders',
  ],
  [
    'from oemcomputer [192.0.2.80] by high.example.org (SMTPD32-7.07) id A4CE7F2A0028; Sat, 01 Feb 2003 21:39:10 -0500',
    'ip=192.0.2.80 | helo=oemcomputer | by=high.example.org | id=A4CE7F2A0028 | flags=rdnsNotInHeaders',
  ],
  [
    'from nodnsquery(192.0.2.81) by herb.example.org via csmap (V4.1) id srcAAAyHaywy',
    'ip=192.0.2.81 | rdns=nodnsquery | by=herb.example.org | id=srcAAAyHaywy',
  ],
  [
    'from host.example.net (unverified [192.0.2.82]) by mail1.example.org <B0014212518@mail1.example.org>; Tue, 11 Feb 2003 12:18:12 +0000',
    'ip=192.0.2.82 | rdns=unverified | helo=host.example.net | by=mail1.example.org',
  ],
  [
    'from 192.0.2.83 (proxying for 192.0.2.84) by webmail.example.org with HTTP',
    'ip=192.0.2.83 | by=webmail.example.org | auth=HTTP | flags=rdnsNotInHeaders',
  ],
  [
    'from [192.0.2.85] (helo=x.example.net) by mxeu2.example.org with ESMTP (Nemesis), id 0MKpdM-1CkRpr14PF-000608',
    'ip=192.0.2.85 | helo=x.example.net | by=mxeu2.example.org | id=0MKpdM-1CkRpr14PF-000608 | flags=rdnsNotInHeaders',
  ],
  [
    'from host.example.net (?dXqpg3b0@192.0.2.86) by kde.example.org with NOTSMTPX; 30 Apr 2003 15:06:29',
    'ip=192.0.2.86 | rdns=host.example.net | helo=host.example.net | by=kde.example.org | ident=?dXqpg3b0',
  ],
  [
    'from host.example.net(192.0.2.87) via SMTP by st.example.org, id smtpdEDUB8h; Sun Nov 13 14:50:12 2005',
    'ip=192.0.2.87 | rdns=host.example.net | by=st.example.org | id=smtpdEDUB8h',
  ],
  [
    'from UNKNOWN(192.0.2.87), claiming to be "foo.example.net" via SMTP by st.example.org, id smtpd1PBsZT',
    'ip=192.0.2.87 | helo=foo.example.net | by=st.example.org | id=smtpd1PBsZT | flags=rdnsNotInHeaders',
  ],
  [
    'FROM [192.168.1.24] (host.example.net [192.0.2.88]) BY mr.example.org ID 434B5051.8CDE5.15436 ; 11 Oct 2005 01:40:33 -0400',
    'ip=192.0.2.88 | rdns=host.example.net | helo=!192.168.1.24! | by=mr.example.org | id=434B5051.8CDE5.15436',
  ],
  [
    'FROM helo (unverified [192.0.2.88]) BY xxx.example.org (Rockliffe SMTPRA 10.3.0) WITH SMTP ID <B0065361981@xxx.example.org> FOR <joe@example.org>; Tue, 6 Nov 2018 07:41:26 +0200',
    'ip=192.0.2.88 | helo=helo | by=xxx.example.org | id=B0065361981@xxx.example.org | flags=noReverseDns',
  ],
  [
    '(from localhost [192.0.2.89]) by host.name (NAVGW 2.5.2.12) with SMTP id M2006060503484615455 for <user@example.org>',
    'ip=192.0.2.89 | helo=localhost | by=host.name | id=M2006060503484615455 | flags=rdnsNotInHeaders',
  ],
  ['(from joe@example.net)  by m06.example.org(jqueuemail) id LRVB3JAJ; Fri, 02 Jun 2006 08:15:21 PDT', 'skipped'],
  ['(qmail 27981 invoked by uid 225); 14 Mar 2003 07:24:34 -0000', 'skipped'],
  ['by oak.example.org (Postfix, from userid 1002) id DABBD1BED3; Thu, 13 Feb 2003 14:02:21 +0100 (CET)', 'skipped'],
  ['from virtual.example.org by bolero.example.org ; Thu, 20 Feb 2003 23:32:58 +0100', 'skipped'],
  [
    'from [192.0.2.90] by mta2.example.org; Thu, 2 Aug 2007 21:50:04 -0200',
    'ip=192.0.2.90 | helo=!192.0.2.90! | by=mta2.example.org | flags=rdnsNotInHeaders',
  ],
  ['from 127.0.0.1 (AVG SMTP 7.0.299 [265.6.8]); Wed, 05 Jan 2005 15:06:48 -0800', 'skipped'],
  [
    'from list-admin@lists.example.net by alpha by uid 7791 with qmail-scanner-1.14 (spamassassin: 2.41. Clear:SA:0(-4.1/5.0):. Processed in 0.209512 secs)',
    'skipped',
  ],
  ['from Unknown/Local ([?.?.?.?]) by mailcity.example.org; Fri, 17 Jan 2003 15:23:29 -0000', 'skipped'],
  [
    'from example.net (127.0.0.1) by 127.0.0.1 (EzMTS MTSSmtp 1.55d5) ; Thu, 20 Mar 03 10:06:43 +0100 for <joe@example.org>',
    'ip=127.0.0.1 | rdns=example.net | helo=example.net | by=127.0.0.1 | flags=ipPrivate',
  ],
  ['from dc-1.iad3.amazon.com by store-1.amazon.com with ESMTP (peer crosscheck: dc-1.iad3.amazon.com)', 'skipped'],
  ['from GW-MTA by gc6.example.org with Novell_GroupWise; Tue, 30 Nov 2004 10:09:15 -0700', 'skipped'],
  [
    'from in.example.org ([unix socket]) by in.example.org (Cyrus v2.3.14) with LMTPA; Tue, 21 Jul 2009 14:34:14 +0200',
    'skipped',
  ],
  ['from MjA3NDc4Mg (unknown) by ismtpd0001p1lon1.sendgrid.net (SG) with HTTP id aqHKNX2kSp', 'skipped'],
  [
    'from localhost (example.org [local]) by example.org (OpenSMTPD) with ESMTPA id 5db34e0d for <joe@example.org>',
    'skipped',
  ],
  ['from 384836569573 named unknown by gmailapi.google.com with HTTPREST; Wed, 6 Mar 2019 03:39:24 -0500', 'skipped'],
  ['from mail.example.net id <B5b8f11e30004>; Wed, 05 Sep 2018 01:14:43 +0200', 'skipped'],
  [
    'from mail-ab1-f100.google.com (mail-ab1-f100.google.com [192.0.2.91]) by mx.google.com with SMTPS id a1sor123456abc.1.2020.01.02.03.04.05 for <joe@example.org>',
    'ip=192.0.2.91 | rdns=mail-ab1-f100.google.com | helo=mail-ab1-f100.google.com | by=mx.google.com | id=a1sor123456abc.1.2020.01.02.03.04.05',
  ],
  [
    'from [192.168.0.9] (cable.example.net. [192.0.2.92]) by mx.google.com with ESMTPS id ab1sm12345wrc.12.2014.03.03.10.20.30 (version=TLSv1 cipher=ECDHE-RSA-RC4-SHA bits=128/128); Mon, 03 Mar 2014 10:20:30 -0800 (PST)',
    'ip=192.0.2.92 | rdns=cable.example.net | helo=!192.168.0.9! | by=mx.google.com | id=ab1sm12345wrc.12.2014.03.03.10.20.30 | auth=GMail - transport=TLSv1 cipher=ECDHE-RSA-RC4-SHA bits=128/128',
  ],
  [
    'from cable.example.net (HELO pc) [192.0.2.93] by mail.gmx.com (mp-us002) with SMTP; 03 Feb 2012 13:13:47 +0100',
    'ip=192.0.2.93 | rdns=cable.example.net | helo=pc | by=mail.gmx.com | auth=GMX (SMTP / mail.gmx.com)',
  ],
  [
    'from [192.0.2.94] (via HTTP) by webmail.example.org; Mon, 3 Mar 2014 10:00:00 +0100',
    'ip=192.0.2.94 | helo=!192.0.2.94! | by=webmail.example.org | auth=HTTP | flags=rdnsNotInHeaders',
  ],
  [
    'from pc (192.0.2.94) by mail.example.org (7.2.060.1) (authenticated as joe@example.org) id 4B2A0F5A00; Mon, 3 Mar 2014 10:00:00 +0100',
    'ip=192.0.2.94 | rdns=pc | helo=pc | by=mail.example.org | id=4B2A0F5A00 | auth=CriticalPath',
  ],
  ['from mx.example.net (mx.example.net [256.0.2.10]) by in.example.org (Postfix) with ESMTP id AA08', 'unparseable'],
  ['from mx.example.net (mx.example.net []) by in.example.org (Postfix) with ESMTP id AA09', 'unparseable'],
  ['from something quite unlike a mail server', 'unparseable'],
  [
    'from a#b<c (x|y [192.0.2.99]) by in.example.org (Postfix) with ESMTP id AB01',
    'ip=192.0.2.99 | rdns=x!y | helo=a!b!c | by=in.example.org | id=AB01',
  ],
  [
    'from mx.example.net (mx.example.net [10.0.0.1]) by in.example.org (Postfix) with ESMTP id AB02',
    'ip=10.0.0.1 | rdns=mx.example.net | helo=mx.example.net | by=in.example.org | id=AB02 | flags=ipPrivate',
  ],
  [
    'from mx.example.net (mx.example.net [::ffff:10.0.0.1]) by in.example.org (Postfix) with ESMTP id AB03',
    'ip=10.0.0.1 | rdns=mx.example.net | helo=mx.example.net | by=in.example.org | id=AB03 | flags=ipPrivate',
  ],
  [
    'from mx.example.net (mx.example.net [::1]) by in.example.org (Postfix) with ESMTP id AB04',
    'ip=::1 | rdns=mx.example.net | helo=mx.example.net | by=in.example.org | id=AB04 | flags=ipPrivate',
  ],
  [
    'from mx.example.net (mx.example.net [fe80::1]) by in.example.org (Postfix) with ESMTP id AB05',
    'ip=fe80::1 | rdns=mx.example.net | helo=mx.example.net | by=in.example.org | id=AB05 | flags=ipPrivate',
  ],
  [
    'from mx.example.net (mx.example.net [100.64.1.1]) by in.example.org (Postfix) with ESMTP id AB06',
    'ip=100.64.1.1 | rdns=mx.example.net | helo=mx.example.net | by=in.example.org | id=AB06 | flags=ipPrivate',
  ],
  [
    'from caf\xe9.example (caf\xe9.example [192.0.2.98]) by in.example.org (Postfix) with ESMTP id AB07;;; ; ;',
    'ip=192.0.2.98 | rdns=caf\xe9.example | helo=caf\xe9.example | by=in.example.org | id=AB07',
  ],
]
