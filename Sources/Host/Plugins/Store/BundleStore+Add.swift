package import HostTenancy
import PostgresClient

extension BundleStore {
    /// What storing a bundle has done.
    package struct Addition: Sendable, Hashable {
        package let bundle: InstalledBundle
        /// False if this very content was installed already.
        package let isNew: Bool
    }

    /// Stores a bundle, which the caller has verified and vetted, and audits it. Enables nothing.
    ///
    /// - Parameters:
    ///   - servesIfFirst: Whether it becomes the serving version if none of the plugin's serves yet; false if a folder serves it.
    /// - Throws: ``BundleStoreError`` with code `versionTaken` if another content has the version's number; `PostgresError`.
    package func add(
        _ contents: BundleContents, manifest: Manifest, trust: BundleTrust, servesIfFirst: Bool, origin: ChangeOrigin
    ) async throws -> Addition {
        let version = manifest.version.description
        return try await pool.withSession { session in
            try await session.transaction { session in
                try await Self.lock(in: session)
                let known = try await Self.bundles(plugin: manifest.id, in: session)
                try Self.checkVersion(manifest, digest: contents.digest, known)
                let old = known.first { $0.digest == contents.digest }
                if old == nil { try await Self.insert(contents, manifest, trust, origin, session) }
                let gainsSigner = old.map { $0.keyId != trust.keyId && trust != .unsigned } ?? false
                if gainsSigner { try await Self.sign(contents, trust, session) }
                let serves = servesIfFirst && !known.contains(where: \.isServing)
                if serves {
                    _ = try await session.query(
                        "INSERT INTO app.serving_bundles (plugin, digest) VALUES ($1::text, $2::text)", .text(manifest.id),
                        .text(contents.digest))
                }
                guard let bundle = try await Self.bundles(plugin: manifest.id, in: session).first(where: { $0.digest == contents.digest })
                else { throw BundleStoreError(.damaged, "\(manifest.id) \(version) was stored and is not there") }
                guard old == nil || serves || gainsSigner else { return Addition(bundle: bundle, isNew: false) }
                try await Self.announce(in: session)
                try await AuditLog.append(
                    AuditEvent(
                        tenant: nil, action: "plugin.install", subject: "\(manifest.id)/\(version)", beforeJSON: old?.auditJSON,
                        afterJSON: bundle.auditJSON), origin, in: session)
                return Addition(bundle: bundle, isNew: old == nil)
            }
        }
    }

    /// - Throws: ``BundleStoreError`` with code `versionTaken`.
    static func checkVersion(_ manifest: Manifest, digest: String, _ known: [InstalledBundle]) throws(BundleStoreError) {
        let version = manifest.version.description
        guard let same = known.first(where: { $0.version == version && $0.digest != digest }) else { return }
        throw BundleStoreError(
            .versionTaken,
            "\(manifest.id) \(version) is installed with the digest \(same.digest.prefix(12)), this bundle's is \(digest.prefix(12)); give another content another version, or uninstall that one"
        )
    }

    private static func insert(
        _ contents: BundleContents, _ manifest: Manifest, _ trust: BundleTrust, _ origin: ChangeOrigin, _ session: PostgresSession
    ) async throws {
        _ = try await session.query(
            """
            INSERT INTO app.bundles (digest, plugin, version, signed_by, key_id, signature, size_bytes, file_count, installed_by)
            VALUES ($1::text, $2::text, $3::text, $4::text, $5::text, $6::bytea, $7::bigint, $8::bigint::integer, $9::text)
            """, .text(contents.digest), .text(manifest.id), .text(manifest.version.description), PostgresValue(trust.signer),
            PostgresValue(trust.keyId), PostgresValue(contents.signature), .int(Int64(contents.sizeBytes)),
            .int(Int64(contents.list.files.count)), .text(origin.actor))
        for file in contents.list.files {
            _ = try await session.query(
                """
                INSERT INTO app.bundle_files (digest, path, executable, size_bytes, sha256)
                VALUES ($1::text, $2::text, $3::boolean, $4::bigint, $5::text)
                """, .text(contents.digest), .text(file.path), .bool(file.isExecutable), .int(Int64(file.sizeBytes)), .text(file.sha256))
            let bytes = contents.bytes[file.path] ?? []
            for (number, start) in stride(from: 0, to: bytes.count, by: partBytes).enumerated() {
                _ = try await session.query(
                    "INSERT INTO app.bundle_parts (digest, path, part, content) VALUES ($1::text, $2::text, $3::bigint::integer, $4::bytea)",
                    .text(contents.digest), .text(file.path), .int(Int64(number)),
                    .bytes(Array(bytes[start..<min(start + partBytes, bytes.count)])))
            }
        }
    }

    private static func sign(_ contents: BundleContents, _ trust: BundleTrust, _ session: PostgresSession) async throws {
        _ = try await session.query(
            "UPDATE app.bundles SET signed_by = $2::text, key_id = $3::text, signature = $4::bytea WHERE digest = $1::text",
            .text(contents.digest), PostgresValue(trust.signer), PostgresValue(trust.keyId), PostgresValue(contents.signature))
    }
}

extension InstalledBundle {
    /// What the audit keeps of it.
    package var auditJSON: String {
        JSONValue.object([
            "plugin": .string(plugin), "version": .string(version), "digest": .string(digest),
            "signed_by": signedBy.map(JSONValue.string) ?? .null, "key_id": keyId.map(JSONValue.string) ?? .null,
            "serving": .bool(isServing),
        ]).text
    }
}
