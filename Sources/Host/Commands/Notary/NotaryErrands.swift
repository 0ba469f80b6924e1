import Ethereum
import HostData
import HostEgress
import HostNotary
import Logging

/// What the commands that sign have in common.
struct NotaryErrands: Sendable {
    let settings: NotarySettings
    let signer: any NotarySigner
    let errand: NotaryErrand
    private let database: Database

    var account: Address { signer.address }

    /// The same for a contract that does not stand yet.
    func at(_ contract: Address) -> NotaryErrand {
        let store = NotaryStore(
            database: database, chainID: settings.chainID, contract: contract, notary: signer.address, host: HostName.current)
        return NotaryErrand(chain: errand.chain, store: store, signer: signer, feeCap: settings.feeCap)
    }

    static func with<Value: Sendable>(
        _ host: HostOptions, needsContract: Bool, _ body: @escaping @Sendable (NotaryErrands) async throws -> Value
    ) async throws -> Value {
        let engine: HTTPEngine
        do { engine = try HTTPEngine() } catch { throw Failure(.failed, "\(error)") }
        defer { engine.cancelAll() }
        return try await HostConnection.with(host) { connection in
            guard let settings = try NotaryEnvironment.settings(connection.environment, needsContract: needsContract) else {
                throw Failure(.wrongInput, "there is no chain: set \(UnconfiguredNotary.expected)")
            }
            let signer = try await NotaryEnvironment.signer(settings)
            // Before a host has ever run there is no table to write the decision into.
            try await HostMigrator(pool: connection.database.host).migrate()
            let chain = ChainClient(chainID: settings.chainID, addresses: settings.nodes, engine: engine)
            let store = NotaryStore(
                database: connection.database, chainID: settings.chainID, contract: settings.contract, notary: signer.address,
                host: HostName.current)
            let errand = NotaryErrand(chain: chain, store: store, signer: signer, feeCap: settings.feeCap)
            do {
                return try await body(NotaryErrands(settings: settings, signer: signer, errand: errand, database: connection.database))
            } catch let fault as NodeFault {
                throw Failure(.unavailable, "the chain: \(fault.message)")
            } catch let fault as SignerFault {
                throw Failure(.failed, "nothing was signed: \(fault.message)")
            } catch let error as NotaryErrandError {
                throw Failure(.failed, error.message)
            }
        }
    }

    @Sendable static func tell(_ step: NotaryErrand.Step) {
        switch step {
        case .signed(let hash): Talk.say("transaction \(hash) is signed and sent")
        case .raised(let hash, let fees):
            Talk.say("it waits for too long: transaction \(hash) offers \(fees.maximum) wei per gas in its place")
        case .notRaised(let reason): Talk.say("it waits for too long and is not raised now: \(reason)")
        case .waiting(let alarm): Talk.say("it waits: \(alarm.advice)")
        case .included(let block): Talk.say("it stands in block \(block); waiting until that is final")
        case .final(let block): Talk.say("block \(block) is final")
        }
    }
}
