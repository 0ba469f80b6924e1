import Testing

/// The documentation is done as it stands.
struct PagesTests {
    @Test func `Everything on the tutorial's page works, in all three languages`() async throws { try await run("tutorial") }

    @Test func `The examples of the page for looking things up work`() async throws { try await run("writing-a-plugin") }

    @Test func `No example of a page for authors is left out`() async throws {
        let found = try await SourceTree.shell("grep -n norun docs/*.md || true", in: SourceTree.root)
        #expect(found.output.isEmpty, "\(found.output)")
    }

    private func run(_ page: String) async throws {
        let done = try await SourceTree.shell(
            "scripts/run-page.py docs/\(page).md --bin '\(Product.folder)'", in: SourceTree.root, patience: .seconds(900))
        #expect(done.code == 0, "\(done.output.suffix(6_000))")
    }
}
