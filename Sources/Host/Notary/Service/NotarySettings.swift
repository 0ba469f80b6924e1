package import Ethereum

/// What the operator set for the notary. Pure, but for the key's files.
package struct NotarySettings: Sendable {
    package let chainID: UInt64
    package let contract: Address
    package let nodes: [NodeAddress]
    package let key: KeySource
    /// Between two intervals.
    package let intervalSeconds: Double
    /// In wei per gas, all that is ever offered.
    package let feeCap: UInt256
    package let signaturesPerHour: UInt64
    /// In wei.
    package let weiPerDay: UInt256
    /// In wei; below it the operator is told.
    package let lowBalance: UInt256
    /// Where transactions and accounts are looked up, without a slash at its end; nil for a chain that no site is known for.
    package let explorer: String?
    /// Whether manifests of intervals may be found; their SHA-256 goes on the chain only then.
    package let publishesManifests: Bool

    /// Where signatures come from.
    package enum KeySource: Sendable {
        /// Digits out of the environment, on chains for tests alone.
        case plain(String)
        case keystore(path: String, passphraseFile: String)
        case command([String], address: Address)
    }

    /// Reads the settings; nil where no chain is named, so that nothing is anchored.
    ///
    /// - Parameters:
    ///   - needsContract: False where it is about to be made: then ``contract`` is 20 zero bytes, whatever is set.
    ///   - value: The environment's, by name; nil for one that is not set.
    /// - Throws: ``NotarySettingsError``, and what `value` throws.
    package init?(needsContract: Bool = true, _ value: (String) throws -> String?) throws {
        guard let nodes = try value("BASE_L2_RPC") else { return nil }
        let digits = try value("BLOCKCHAIN_PRIVATE_KEY")
        let keystore = try value("NOTARY_KEYSTORE")
        let command = try value("NOTARY_SIGN_COMMAND")
        let contract = try value("NOTARY_CONTRACT")
        // A node's address alone is what a plugin may want it for.
        guard digits != nil || keystore != nil || command != nil || contract != nil else { return nil }
        self.nodes = try NodeAddress.list(nodes)
        let isOff = try value("BLOCKCHAIN_DISABLE_IPFS")?.lowercased()
        publishesManifests = !["1", "true", "yes", "on"].contains(isOff)
        chainID = try Self.number("NOTARY_CHAIN_ID", value, standard: 84_532, 1...(1 << 53))
        if needsContract {
            guard let contract else {
                throw NotarySettingsError(
                    "NOTARY_CONTRACT is not set: the address of the notary contract on the chain; `hashinsight notary deploy` makes one")
            }
            self.contract = try Self.address("NOTARY_CONTRACT", contract)
        } else {
            self.contract = try Address(bytes: [UInt8](repeating: 0, count: 20))
        }
        switch (keystore, command, digits) {
        case (let path?, nil, nil):
            guard let passphrase = try value("NOTARY_PASSPHRASE_PATH") else {
                throw NotarySettingsError("NOTARY_PASSPHRASE_PATH is not set: the path of the file with the keystore's passphrase")
            }
            key = .keystore(path: path, passphraseFile: passphrase)
        case (nil, let command?, nil):
            guard let address = try value("NOTARY_ADDRESS") else {
                throw NotarySettingsError("NOTARY_ADDRESS is not set: the account that NOTARY_SIGN_COMMAND signs for")
            }
            key = .command(
                command.split(whereSeparator: \.isWhitespace).map(String.init), address: try Self.address("NOTARY_ADDRESS", address))
        case (nil, nil, let digits?): key = .plain(digits)
        case (nil, nil, nil):
            throw NotarySettingsError("there is no key: set one of NOTARY_KEYSTORE, NOTARY_SIGN_COMMAND and BLOCKCHAIN_PRIVATE_KEY")
        default:
            throw NotarySettingsError("set one alone of NOTARY_KEYSTORE, NOTARY_SIGN_COMMAND and BLOCKCHAIN_PRIVATE_KEY")
        }
        intervalSeconds = Double(try Self.number("NOTARY_INTERVAL_SECONDS", value, standard: 3_600, 1...86_400))
        let feeCapMegawei = try Self.number("NOTARY_MAX_FEE_MWEI", value, standard: 1_000, 1...1_000_000_000)
        feeCap = UInt256(feeCapMegawei).scaled(by: 1_000_000)
        signaturesPerHour = try Self.number("NOTARY_MAX_SIGNATURES_PER_HOUR", value, standard: 120, 1...100_000)
        weiPerDay = UInt256(try Self.number("NOTARY_MAX_GWEI_PER_DAY", value, standard: 10_000_000, 1...(1 << 53)))
            .scaled(by: 1_000_000_000)
        // Two anchors of the most gas at the highest fee, so that the warning comes before a transaction cannot be paid.
        let twoAnchorsGwei = max(1_000_000, 2 * Self.anchorGasCap / 1_000 * feeCapMegawei)
        lowBalance = UInt256(try Self.number("NOTARY_LOW_BALANCE_GWEI", value, standard: twoAnchorsGwei, 0...(1 << 53)))
            .scaled(by: 1_000_000_000)
        explorer = try Self.explorer(value("NOTARY_EXPLORER_URL"), chainID)
    }

    private static func explorer(_ text: String?, _ chainID: UInt64) throws(NotarySettingsError) -> String? {
        guard let text else { return [8_453: "https://basescan.org", 84_532: "https://sepolia.basescan.org"][chainID] }
        let name = text.hasPrefix("https://") ? text.dropFirst(8) : ""
        guard !name.isEmpty, name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !#"/?#"<>"#.utf8.contains($0) }) else {
            throw NotarySettingsError("NOTARY_EXPLORER_URL: expected https:// and a host alone, such as https://basescan.org")
        }
        return text
    }

    /// What the key may sign without an order.
    package var policy: SignerPolicy { policy(for: .anchors(contract)) }

    private static let anchorGasCap: UInt64 = 500_000

    /// What the key may sign for one purpose.
    package func policy(for scope: SignerPolicy.Scope) -> SignerPolicy {
        var gasCap = Self.anchorGasCap
        if case .creation = scope { gasCap = 3_000_000 }
        return SignerPolicy(
            chainID: chainID, scope: scope, gasCap: gasCap, feeCap: feeCap, signaturesPerHour: signaturesPerHour, weiPerDay: weiPerDay)
    }

    /// Opens the key. A keystore takes a second and a quarter of a gigabyte: not on the cooperative pool. Throws ``NotarySettingsError``.
    package func signer() throws(NotarySettingsError) -> any NotarySigner {
        switch key {
        case .plain(let digits): KeySigner(try KeyFiles.plain(digits, chainID: chainID))
        case .keystore(let path, let passphrase): KeySigner(try KeyFiles.keystore(path, passphraseFile: passphrase))
        case .command(let command, let address): try CommandSigner(command, address: address)
        }
    }

    private static func number(
        _ name: String, _ value: (String) throws -> String?, standard: UInt64, _ range: ClosedRange<UInt64>
    ) throws -> UInt64 {
        guard let text = try value(name) else { return standard }
        guard let number = UInt64(text), range.contains(number) else {
            throw NotarySettingsError("\(name): expected a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func address(_ name: String, _ text: String) throws(NotarySettingsError) -> Address {
        do { return try Address(text) } catch { throw NotarySettingsError("\(name): \((error as? EthereumFault)?.message ?? "\(error)")") }
    }
}

extension UInt256 {
    /// So many times as much; of numbers of 64 bits, so that it always fits.
    fileprivate func scaled(by factor: UInt64) -> UInt256 { (try? multiplied(by: UInt128(factor))) ?? .max }
}
