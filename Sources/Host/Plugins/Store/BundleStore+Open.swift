import PostgresClient

extension BundleStore {
    /// Verifies an installed bundle and gives its copy in this host's folder, made from the database if there is none yet.
    ///
    /// The signature is checked against this host's own keys, whatever was trusted when it was installed.
    /// - Throws: `BundleError` naming the file or the key; ``BundleStoreError``; `PostgresError`.
    package func open(_ installed: InstalledBundle, policy: BundlePolicy) async throws -> OpenedBundle {
        let what = "\(installed.plugin) \(installed.version)"
        let (list, signature) = try await stored(installed)
        guard list.digest == installed.digest else {
            throw BundleStoreError(
                .damaged,
                "the database's list of files of \(what) has the digest \(list.digest), expected \(installed.digest); install it again")
        }
        let trust = try policy.trust(list, signature: signature, directory: what)
        let cache = cache
        let copy = try await DiskThread.run { () -> OpenedBundle? in
            guard let whole = cache.read(list)?.contents else { return nil }
            let bundle = try BundleReader.read(whole, directory: try cache.absoluteDirectory(installed.digest))
            return OpenedBundle(bundle: bundle, trust: trust, damage: [])
        }
        if let copy { return copy }
        let contents = try await fetch(list, signature, what: what)
        return try await DiskThread.run {
            let (directory, damage) = try cache.place(contents)
            return OpenedBundle(bundle: try BundleReader.read(contents, directory: directory), trust: trust, damage: damage)
        }
    }

    /// Verifies a bundle in a folder and gives the copy of the very bytes that were verified.
    ///
    /// - Throws: `BundleError` naming the file or the key; ``BundleStoreError`` if the copy cannot be written.
    package func open(path: String, policy: BundlePolicy) async throws -> OpenedBundle {
        let cache = cache
        return try await DiskThread.run {
            let contents = try BundleContents.read(path)
            let trust = try policy.trust(contents, directory: path)
            // What is wrong with it is told with the folder that its author knows.
            _ = try BundleReader.read(contents, directory: path)
            let (directory, damage) = try cache.place(contents)
            return OpenedBundle(bundle: try BundleReader.read(contents, directory: directory), trust: trust, damage: damage)
        }
    }

    /// Opens this host's copy of a bundle that was verified before and came from a folder, which may hold another one since. Who vouches for
    /// it is read from the signature beside it and checked anew.
    ///
    /// - Parameters:
    ///   - digest: What the copy must have.
    ///   - plugin: Whose bundle it must be.
    ///   - formerKeyId: Of the key that vouched for it by the database; counts for a copy alone that a release made which kept no signatures.
    ///   - name: For messages.
    /// - Throws: ``BundleStoreError`` (`notInstalled`, `damaged`) if there is no whole copy or it is another plugin's; `BundleError` if nobody
    ///   who is trusted now vouches for it.
    func open(
        copy digest: String, of plugin: String, formerKeyId: String?, name: String, policy: BundlePolicy
    ) async throws -> OpenedBundle {
        let cache = cache
        return try await DiskThread.run {
            let place = cache.directory(digest)
            let contents = BundleFolder.collect(place).contents
            guard contents.digest == digest else {
                throw BundleStoreError(.notInstalled, "this host has no whole copy of \(name) in \(place)")
            }
            let trust =
                contents.signature == nil && cache.isFormer(digest)
                ? try Self.formerTrust(formerKeyId, name, policy) : try policy.trust(contents, directory: place)
            let bundle = try BundleReader.read(contents, directory: try cache.absoluteDirectory(digest))
            guard bundle.manifest.id == plugin else {
                throw BundleStoreError(.damaged, "what is said to be \(name), in \(place), is a bundle of \(bundle.manifest.id)")
            }
            return OpenedBundle(bundle: bundle, trust: trust, damage: [])
        }
    }

    /// A release that updates the host and its bundles at once must not end what serves: the word of the database has to do, as it did then.
    private static func formerTrust(_ keyId: String?, _ name: String, _ policy: BundlePolicy) throws(BundleStoreError) -> BundleTrust {
        if let key = policy.trustedKeys.first(where: { $0.id == keyId }) { return .signed(by: key.name, keyId: key.id) }
        guard policy.isDevelopment else {
            throw BundleStoreError(
                .notInstalled,
                keyId.map { "\(name) was signed with the key \($0), which is not trusted any more" }
                    ?? "\(name) is signed by nobody, and such bundles load in development mode only")
        }
        return .unsigned
    }

    private func stored(_ installed: InstalledBundle) async throws -> (BundleFileList, [UInt8]?) {
        let results = try await pool.execute([
            (
                Statement("SELECT path, executable, size_bytes, sha256 FROM app.bundle_files WHERE digest = $1::text"),
                [.text(installed.digest)]
            ),
            (Statement("SELECT signature FROM app.bundles WHERE digest = $1::text"), [.text(installed.digest)]),
        ])
        let files = results[0].rows
        guard results[1].rows.rowCount == 1 else {
            throw BundleStoreError(.notInstalled, "\(installed.plugin) \(installed.version) is no longer installed")
        }
        let list = BundleFileList(
            (0..<files.rowCount).map { row in
                BundleFile(
                    path: files.text(row: row, column: 0) ?? "", sizeBytes: Int(files.integer(row: row, column: 2) ?? 0),
                    sha256: files.text(row: row, column: 3) ?? "", isExecutable: files.boolean(row: row, column: 1) ?? false)
            })
        if let path = list.files.map(\.path).first(where: { BundleFileList.problem(ofPath: $0) != nil }) {
            throw BundleStoreError(.damaged, "the database has a file '\(path)' of \(installed.plugin), no path inside a bundle")
        }
        return (list, results[1].rows.bytes(row: 0, column: 0).map(Array.init))
    }

    /// The bytes from the database, which must be those of the list.
    private func fetch(_ list: BundleFileList, _ signature: [UInt8]?, what: String) async throws -> BundleContents {
        let digest = list.digest
        let parts = try await pool.withSession { session in
            var files: [(path: String, bytes: [UInt8], isExecutable: Bool)] = []
            for file in list.files {
                var bytes: [UInt8] = []
                var part: Int64 = 0
                while bytes.count < file.sizeBytes {
                    let rows = try await session.query(
                        "SELECT content FROM app.bundle_parts WHERE digest = $1::text AND path = $2::text AND part = $3::bigint",
                        .text(digest), .text(file.path), .int(part))
                    guard rows.rowCount == 1, let content = rows.bytes(row: 0, column: 0) else { break }
                    bytes += content
                    part += 1
                }
                files.append((file.path, bytes, file.isExecutable))
            }
            return files
        }
        let contents = BundleContents(parts, signature: signature)
        guard contents.digest == digest else {
            let differences = list.differences(onDisk: contents.list).map(\.description).joined(separator: "; ")
            throw BundleStoreError(.damaged, "the database's copy of \(what) is not what was installed: \(differences); install it again")
        }
        return contents
    }
}
