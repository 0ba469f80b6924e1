import Testing

@testable import HostConformance

@Suite("Verdicts") struct VerdictTests {
    @Test(
        "A verdict that a child tells is the one that its parent reads",
        arguments: [
            Verdict.passed("12 calls"), .skipped("no device service"), .warned(Finding("a \"quote\"", expected: "ü")),
            .failed(Finding("line\nbreak", expected: "none")),
        ]) func line(verdict: Verdict)
    {
        #expect(Verdict(line: Array(verdict.line.utf8)) == verdict)
        #expect(!verdict.line.contains("\n"))
    }

    @Test("Anything else is no verdict", arguments: ["", "{}", "{\"verdict\":\"maybe\"}", "pass"]) func garbage(line: String) {
        #expect(Verdict(line: Array(line.utf8)) == nil)
    }
}
