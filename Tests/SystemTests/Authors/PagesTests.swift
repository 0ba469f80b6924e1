import Testing

/// The documentation is done as it stands.
struct PagesTests {
    @Test func `Everything on the tutorial's page works, in all three languages`() async throws {
        let done = try await SourceTree.shell(
            "scripts/run-page.py docs/tutorial.md --bin '\(Product.folder)'", in: SourceTree.root, patience: .seconds(900))
        #expect(done.code == 0, "\(done.output.suffix(6_000))")
    }
}
