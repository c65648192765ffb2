#!/usr/bin/perl
# Prints what an installed SpamAssassin writes about messages (report, X-Spam- headers, rewritten message, markup
# removed), with all that it knew when it wrote, as one JSON line a message. Clock, random numbers and host name are fixed.
#   report-oracle.pl [--cf FILE]... FILE...     installed rules; file names on standard input when none are given
#   report-oracle.pl --cases                    JSON lines { name, conf, message } on standard input: `conf` is all there is
# Each message is written as ham and as spam, and spam with report_safe 0, 1 and 2, whatever its score.
use strict; use warnings;
our ($FIXED, $RANDOM);
BEGIN {
  $ENV{TZ} = 'UTC';
  *CORE::GLOBAL::time = sub () { defined $main::FIXED ? $main::FIXED : CORE::time() };
  *CORE::GLOBAL::rand = sub (;$) { defined $main::FIXED ? ($_[0] || 1) * (0.1 * ++$main::RANDOM) : CORE::rand($_[0] || 1) };
}
use Mail::SpamAssassin; use Mail::SpamAssassin::PerMsgStatus; use JSON::PP; use Getopt::Long;
{ no warnings; my $now = \&Mail::SpamAssassin::PerMsgStatus::time;
  *Mail::SpamAssassin::PerMsgStatus::time = sub () { $FIXED // $now->() };
  *Mail::SpamAssassin::timer_report = sub { 'total 7 ms - parse: 7 (100.0%)' };
  *Mail::SpamAssassin::Util::fq_hostname = sub { 'mx.example.org' }; }
my ($cases, @cf) = (0);
GetOptions('cases' => \$cases, 'cf=s' => \@cf) or die;
my $json = JSON::PP->new->canonical->latin1;
my $state = "/tmp/report-oracle-$$"; mkdir $state;
END { system('rm', '-rf', $state) if $state }

sub scanner {
  my $sa = Mail::SpamAssassin->new({ local_tests_only => 1, dont_copy_prefs => 1, userstate_dir => $state,
    userprefs_filename => "$state/user_prefs", @_ });
  $sa->compile_now(0);
  return $sa;
}
if ($cases) {
  my ($sa, $conf) = (undef, '');
  while (my $line = <STDIN>) {
    my $case = $json->decode($line);
    utf8::downgrade($_) for @$case{qw(conf message)};
    if (!$sa || $case->{conf} ne $conf) { $conf = $case->{conf}; $sa = scanner(config_text => $conf) }
    print $json->encode({ %$case, %{ facts($sa, $case->{message}) } }), "\n";
  }
} else {
  my $sa = scanner(post_config_text => "use_bayes 0\n" . join('', map { local (@ARGV, $/) = ($_); <> } @cf));
  for my $file (@ARGV ? @ARGV : map { chomp; $_ } <STDIN>) {
    open my $fh, '<:raw', $file or die "$file: $!"; local $/; my $raw = <$fh>;
    print $json->encode({ name => $file, message => $raw, %{ facts($sa, $raw) } }), "\n";
  }
}

sub facts {
  my ($sa, $raw) = @_;
  my $msg = $sa->parse($raw, 1);
  my $st = $sa->check($msg);
  my $c = $st->{conf};
  my %conf = (
    add_header => { map { my $k = $_; ($k => [map { { name => $_->[0], template => $_->[1] } } @{ $c->{"headers_$k"} }]) } qw(ham spam) },
    rewrite_header => { %{ $c->{rewrite_header} } }, report => $c->{report_template} // '',
    unsafe_report => $c->{unsafe_report_template} // '', report_safe => 0 + $c->{report_safe},
    fold_headers => $c->{fold_headers} ? JSON::PP::true : JSON::PP::false, report_wrap_width => 0 + $c->{report_wrap_width},
    map { ($_ => $c->{$_}) } qw(report_safe_copy_headers report_charset report_contact report_hostname));
  my @hits = map {
    my ($rule, $log, $score) = ($_, $st->{test_logs}{$_}, $c->{scores}{$_});
    my %hit = (rule => $rule, score => 0 + ($score // 0), area => $log->{area} // '', description => $log->{desc} // '',
      evidence => $log->{msg} // []);
    $hit{redacted} = JSON::PP::true if ($c->{tflags}{$rule} // '') =~ /\bnolog\b/;
    $hit{scoreText} = $score // '' if !defined $score || "$score" ne 0 + $score;
    \%hit;
  } @{ $st->{test_names_hit} };
  my %tags;
  for my $name (keys %{ $st->{tag_data} }) {
    next if $name =~ /^(?:SUMMARY|REPORT|SUBJPREFIX)$/;
    my $value = $st->get_tag($name);
    $tags{$name} = "$value" if defined $st->{tag_data}{$name};
  }
  my $templates = join ' ', $conf{report}, $conf{unsafe_report}, values %{ $conf{rewrite_header} }, $st->{subjprefix} // '',
    map { $_->{template} } map { @$_ } values %{ $conf{add_header} };
  while ($templates =~ /_(([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)\((.*?)\))_/g) {
    my ($key, $name, $argument) = ($1, $2, $3);
    if ($name eq 'HEADER') { $tags{$key} = $st->get($argument, '') }
    elsif (ref $st->{tag_data}{$name} eq 'CODE') { $tags{$key} = $st->get_tag($key) }
  }
  my $md = $msg->{metadata};
  my $relays = sub { [map { my $r = $_; +{ map { ($_ => $r->{$_} // '') } qw(ip rdns helo) } } @{ $_[0] // [] }] };
  my %names = map { (lc $_ => 1) } qw(Content-Type From To Cc Subject Date Message-Id), @{ $c->{report_safe_copy_headers} };
  my %out = (
    conf => \%conf,
    verdict => { score => 0 + $st->{score}, required => 0 + $c->{required_score}, hits => \@hits, subtests => $st->{subtest_names_hit},
      tags => \%tags, subjectPrefix => $st->{subjprefix}, autolearn => $st->{auto_learn_status} // '',
      autolearnForce => $st->{auto_learn_force_status}, autolearnScore => 0 + $st->get_autolearn_points, bayesScore => $st->{bayes_score} },
    facts => { version => Mail::SpamAssassin::Version(), subVersion => $Mail::SpamAssassin::SUB_VERSION, timing => $sa->timer_report,
      rulesVersions => [map { $c->{update_version}{$_} } sort keys %{ $c->{update_version} // {} }] },
    parsed => { pristineHeaders => $msg->get_pristine_header, pristineBody => $msg->get_pristine_body,
      mboxSeparator => $msg->get_mbox_separator, lineEnding => $msg->{line_ending}, body => [@{ $st->get_decoded_stripped_body_text_array }[0 .. 3]],
      headers => { map { my @v = $msg->header($_); @v ? ($_ => \@v) : () } keys %names },
      relays => { trusted => $relays->($md->{relays_trusted}), external => $relays->($md->{relays_external}),
        map { ($_ . 'Text' => $md->{"relays_${_}_str"}) } qw(trusted untrusted internal external) } });
  $out{parsed}{body} = [grep { defined } @{ $out{parsed}{body} }];
  my %expected = (unmarked => $sa->remove_spamassassin_markup($msg));
  for my $spam (0, 1) {
    $st->{is_spam} = $spam;
    local $FIXED = 1700000000;
    delete $st->{report};
    $expected{ $spam ? 'spam' : 'ham' } = { report => $st->get_report, headers => $st->_get_added_headers($spam ? 'headers_spam' : 'headers_ham') };
    for my $safe ($spam ? (0, 1, 2) : (0)) {
      local $RANDOM = 0;
      local $c->{report_safe} = $safe;
      $expected{ $spam ? "spam$safe" : 'ham0' } = $st->rewrite_mail;
    }
  }
  $out{expected} = \%expected;
  $st->finish; $msg->finish;
  return \%out;
}
