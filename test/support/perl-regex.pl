#!/usr/bin/perl
# Asks Perl, for comparison with src/regex. Lines in, lines out; fields are separated by tabs, texts are hex.
#   S <text>                        adds a subject, numbered from 0
#   P <pattern> <modifiers> <list>  answers for the subjects of the list ("all", or numbers with commas), searching
#                                   from the start: one line "E <message>" when the pattern is refused, else "R" and a
#                                   field a subject: "-" no match, "!" given up, or the groups' start,end joined by ";"
#   C                               forgets the subjects
# Patterns are compiled as SpamAssassin does: under /aa, and every warning but deprecations refuses.
use strict;
use warnings;
use POSIX ();

my @subjects;
$| = 1;
# an ordinary handler would only run between opcodes, that is, after the match
my $matching = 0;
POSIX::sigaction(POSIX::SIGALRM(), POSIX::SigAction->new(sub { die "timeout\n" if $matching }));

sub compile {
  my ($re) = @_;
  local $SIG{__WARN__} = sub { die $_[0] unless $_[0] =~ /deprecated/i };
  return qr/$re/aa;
}

while (my $line = <STDIN>) {
  chomp $line;
  my ($kind, @fields) = split /\t/, $line, -1;
  if ($kind eq 'S') { push @subjects, pack('H*', $fields[0]); next }
  if ($kind eq 'C') { @subjects = (); next }
  my ($pattern, $modifiers, $list) = (pack('H*', $fields[0]), $fields[1], $fields[2]);
  $pattern = "(?$modifiers)$pattern" if $modifiers ne '';
  my $re = eval { compile($pattern) };
  if (!$re) {
    my $message = $@;
    $message =~ s/ at .*? line \d.*$//s;
    print "E\t", unpack('H*', $message), "\n";
    next;
  }
  no warnings;
  my @answers;
  for my $number ($list eq 'all' ? 0 .. $#subjects : split /,/, $list) {
    my $answer = eval {
      POSIX::alarm(2) if $ENV{REGEX_ALARM};
      my $found = '-';
      $matching = 1;
      if ($subjects[$number] =~ $re) {
        $found = join ';', map { defined $-[$_] && defined $+[$_] ? "$-[$_],$+[$_]" : '-' } 0 .. $#-;
      }
      $matching = 0;
      $found;
    };
    $matching = 0;
    POSIX::alarm(0) if $ENV{REGEX_ALARM};
    push @answers, defined $answer ? $answer : '!';
  }
  print join("\t", 'R', @answers), "\n";
}
