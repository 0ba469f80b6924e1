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
        // A chain outside; NotaryKillTests and NotarizedRecordTests have one of their own.
        "docs/operating.md: BASE_L2_RPC=\"https://sepolia.base.org https://base-sepolia.example.org/KEY\" NOTARY_CONTRACT=0x… \\",
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

    @Test func `A part of a file is put where the file leaves room, and a page that has no room for it fails`() async throws {
        try await SourceTree.withFolder { folder in
            let page = folder + "/page.md"
            let text =
                "<!-- run\nprintf 'a\\n…\\nb\\n  …\\n' > whole.c\n-->\n\n```c into=whole.c\none\ntwo\n```\n\n```sh\ncat whole.c\n```\n\n"
            try (text + "```text\na\none\ntwo\nb\n…\n```\n").write(toFile: page, atomically: true, encoding: .utf8)
            let command = "scripts/run-page.py '\(page)' --bin '\(Product.folder)'"
            let done = try await SourceTree.shell(command, in: SourceTree.root)
            #expect(done.code == 0 && done.output.contains("a\none\ntwo\nb\n"), "\(done.output)")
            let part = "```c into=whole.c\nthree\n```\n\n"
            try (text + part + part).write(toFile: page, atomically: true, encoding: .utf8)
            let refused = try await SourceTree.shell(command, in: SourceTree.root)
            #expect(refused.code != 0 && refused.output.contains("whole.c has no line with … alone"), "\(refused.output)")
            let left = try await SourceTree.shell("scripts/run-page.py --left-out '\(page)'", in: SourceTree.root)
            #expect(lines(left.output) == [], "\(left.output)")
        }
    }

    private func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }
}
