import Testing

/// The documentation is done as it stands.
struct PagesTests {
    private static let pages = ["api", "operating", "testing-a-plugin", "tutorial", "writing-a-plugin"]
    /// What a page shows and no test does, and why.
    private static let leftOut = [
        // It listens where only a machine of its own can.
        "docs/operating.md: hashinsight serve --config tenants.yaml --data /var/lib/hashinsight --listen 127.0.0.1:5000",
        // A mail server outside; MailerTests have one of their own.
        "docs/operating.md: GMAIL_USER=reports@gmail.com GMAIL_PASSWORD_FILE=/run/secrets/gmail hashinsight serve",
        "docs/operating.md: SMTP_URL=smtp://mail.example.org:587 SMTP_USER=reports SMTP_PASSWORD_FILE=/run/secrets/smtp "
            + "SMTP_FROM=\"HashInsight <reports@example.org>\" hashinsight serve",
        // A Redis outside; HostCacheTests have one of their own.
        "docs/operating.md: REDIS_URL_FILE=/run/secrets/redis hashinsight serve      # redis://:password@cache.example.org:6379/0",
        // Needs a host outside; PluginKitTests send the same.
        "docs/writing-a-plugin.md: let answer = try await context.http.send("
            + "HTTPClientRequest(\"GET\", \"https://api.example.org/v1/price\", headers: [(\"accept\", \"application/json\")]))",
        "docs/writing-a-plugin.md: let stats = try await context.cache.shared.cached("
            + "\"stats/1\", freshFor: .seconds(900), keepFor: .seconds(3600)) {",
        "docs/writing-a-plugin.md: var mail = MailMessage("
            + "to: [.init(\"ana@example.org\", name: \"Ana\")], subject: \"Three miners are down\", text: report)",
    ]

    @Test(arguments: pages) func `What a page says works as it stands, in all its languages`(page: String) async throws {
        let done = try await SourceTree.shell(
            "scripts/run-page.py docs/\(page).md --bin '\(Product.folder)'", in: SourceTree.root, patience: .seconds(900))
        #expect(done.code == 0, "\(done.output.suffix(6_000))")
    }

    @Test func `No page with commands is left out`() async throws {
        let found = try await SourceTree.shell("scripts/run-page.py --with-commands docs/*.md", in: SourceTree.root)
        #expect(lines(found.output) == Self.pages.map { "docs/\($0).md" }, "\(found.output)")
    }

    @Test func `No example is left out, commands in a block without a language included, but for those that are named here`() async throws {
        // The contract's reference is made of the headers, which the examples are compiled against.
        let found = try await SourceTree.shell(
            "scripts/run-page.py --left-out $(ls docs/*.md | grep -v contract.md)", in: SourceTree.root)
        #expect(lines(found.output) == Self.leftOut, "\(found.output)")
    }

    @Test func `Commands in a block that is not run are seen`() async throws {
        try await SourceTree.withFolder { folder in
            let page = folder + "/page.md"
            try "```\nhashinsight doctor\n```\n\n```sh norun\nmake\n```\n\n```sh\ntrue\n```\n".write(
                toFile: page, atomically: true, encoding: .utf8)
            let found = try await SourceTree.shell("scripts/run-page.py --left-out '\(page)'", in: SourceTree.root)
            #expect(lines(found.output).map { $0.split(separator: ": ").last } == ["hashinsight doctor", "make"], "\(found.output)")
        }
    }

    private func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }
}
