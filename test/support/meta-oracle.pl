#!/usr/bin/perl
# What SpamAssassin makes of meta expressions and of `if` conditions. Lines in, lines out:
#   M <expression>   in a .cf of its own making as rule M<n>: "E" when it is refused, with what is said; "D" when it dies;
#                    else "V" and the number of hits, given that H0 has not hit, H1 once, H2 twice and so on to H5
#   I <condition>    "1" or "0" for whether the block is read, "E" when it is not opened at all
use strict;
use warnings;
use Mail::SpamAssassin;
use File::Temp ();

my $dir = File::Temp->newdir;
my (@metas, @conditions, @order);
while (my $line = <STDIN>) {
  chomp $line;
  my ($kind, $text) = $line =~ /^(\w) (.*)$/ or next;
  if ($kind eq 'M') { push @order, [M => scalar @metas]; push @metas, $text }
  else { push @order, [I => scalar @conditions]; push @conditions, $text }
}

my $cf = join '', map { "body H$_ /./\nscore H$_ 1\n" } 0 .. 5;
$cf .= "meta M$_ $metas[$_]\n" for 0 .. $#metas;
for my $n (0 .. $#conditions) {
  # should the block not be opened, the endif has no beginning
  $cf .= "body C${n}A /./\nif $conditions[$n]\nbody C${n}B /./\nendif\n";
}
open my $out, '>', "$dir/oracle.cf" or die $!;
print $out $cf;
close $out;

my %refused;
my %unopened;
my @said;
local $SIG{__WARN__} = sub { push @said, $_[0] };
open my $quiet, '>&', \*STDOUT or die $!;
open STDOUT, '>', '/dev/null' or die $!;
my $sa = Mail::SpamAssassin->new({
  rules_filename => "$dir/oracle.cf", site_rules_filename => "$dir", userprefs_filename => '/dev/null',
  local_tests_only => 1, dont_copy_prefs => 1, config_text => undef, post_config_text => '',
});
$sa->{lint_callback} = sub { my %said = @_; push @said, $said{msg} };
$sa->init(1);
open STDOUT, '>&', $quiet or die $!;
for (@said) {
  $refused{$1} //= $_ if /^config: invalid (?:meta|expression for rule) M(\d+)\b/;
  $unopened{$1} = 1 if /^config: missing starting 'if' for 'endif' in \S+ \(line (\d+)\)/;
}
my $conf = $sa->{conf};
my %hits = (H0 => 0, map { ("H$_" => $_) } 1 .. 5);
my $pms = { main => $sa, conf => $conf };
my $firstcondition = 12 + @metas;
for my $item (@order) {
  my ($kind, $n) = @$item;
  if ($kind eq 'I') {
    my $endif = $firstcondition + 4 * $n + 4;
    print $unopened{$endif} ? "E\n" : $conf->{test_types}{"C${n}B"} ? "1\n" : "0\n";
    next;
  }
  my $sub = $conf->{meta_tests}{"M$n"};
  if (!$sub) {
    my $why = $refused{$n} // 'invalid value';
    $why =~ s/\s+\z//;
    print "E $why\n";
    next;
  }
  no warnings;
  my $value = eval { my $result = $sub->($pms, \%hits); [$result] };
  print $value ? sprintf("V %.17g\n", ($value->[0] // 0) + 0) : "D\n";
}
