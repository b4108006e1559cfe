#!/usr/bin/env bash
# Concern: tools/test counts what ctest says, and nothing skipped or broken counts as passed.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/results.xml" <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="(empty)" tests="6">
	<testcase name="A.Pass" classname="A.Pass" time="0.003" status="run">
		<system-out>[  PASSED  ] 1 test.
</system-out>
	</testcase>
	<testcase name="A.Fail" classname="A.Fail" time="0.003" status="fail">
		<failure message=""/>
		<system-out>t.cpp:2: Failure
&lt;testcase name="Fake" status="run"&gt;
</system-out>
	</testcase>
	<testcase name="A.Skip/&lt;1&gt;" classname="A.Skip" time="0.002" status="notrun">
		<skipped message="SKIP_REGULAR_EXPRESSION_MATCHED"/>
		<system-out>[ RUN      ] A.Skip
t.cpp:2: Skipped
data &quot;absent&quot; at &lt;x&gt;
[  SKIPPED ] A.Skip (0 ms)
</system-out>
	</testcase>
	<testcase name="script" classname="script" time="0.002" status="notrun">
		<skipped message="SKIP_RETURN_CODE=77"/>
		<system-out>skipped: no tool
</system-out>
	</testcase>
	<testcase name="B.Off" classname="B.Off" time="0" status="disabled">
		<system-out>Disabled</system-out>
	</testcase>
	<testcase name="gone" classname="gone" time="0" status="notrun">
		<skipped message="Unable to find executable"/>
		<system-out>Unable to find executable: /x</system-out>
	</testcase>
</testsuite>
XML
wanted=$(printf '%s\t%s\t%s\n' pass A.Pass '' fail A.Fail '' skip 'A.Skip/<1>' 'data "absent" at <x>' \
  skip script 'skipped: no tool' skip B.Off Disabled fail gone '')
got=$(bash "$here/read_results.sh" "$work/results.xml")
diff <(echo "$wanted") <(echo "$got")

printf '# a comment\n\nData.  needs data\nScript\n' >"$work/declared"
declared() { bash "$here/is_declared_skip.sh" "$work/declared" "$1"; }
declared Data.Cdnow
declared Script
for name in Dat Other.Data. '# a comment' ''; do
  if declared "$name"; then
    echo "'$name' must not count as declared"
    exit 1
  fi
done
echo "results are read as ctest writes them"
