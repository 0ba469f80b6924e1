import Ethereum
import HostData
import HostNotary
import HostPinning
import HostTenancy
import PluginABI
import Synchronization
import TestSupport
import Testing

@testable import HostPlugins

/// The service with a real plugin, in the host and in a worker, over a notary whose answers the test says.
@Suite("A plugin's notary", .timeLimit(.minutes(3)))
struct NotaryServiceTests {
    enum Place: CaseIterable { case host, worker }

    private final class ScriptedNotary: NotaryAnchoring {
        struct Submission: Hashable {
            let tenant: TenantKey
            let key: String
        }
        let leaves = Mutex<[Submission: Bytes32]>([:])
        let interval = Mutex<NotaryReceipt.Interval?>(nil)
        let state = Mutex(NotaryState.waiting)
        let refusal = Mutex<NotaryRefusal?>(nil)
        let isSilent = Mutex(false)
        var stored: [Submission: Bytes32] { leaves.withLock(\.self) }

        func submit(tenant: TenantKey, key: String, leaf: Bytes32) async throws(NotaryRefusal) -> NotaryAcceptance {
            if let refusal = refusal.withLock(\.self) { throw refusal }
            // Silent also to who gives up; and a cancelled task that sleeps would spin.
            await Task.detached { while self.isSilent.withLock(\.self) { try? await Task.sleep(nanoseconds: 5_000_000) } }.value
            let old = leaves.withLock { $0.updateValue(leaf, forKey: Submission(tenant: tenant, key: key)) }
            return old == nil ? .accepted : .pending
        }

        func receipt(tenant: TenantKey, key: String) async throws(NotaryRefusal) -> NotaryReceipt? {
            guard let leaf = leaves.withLock({ $0[Submission(tenant: tenant, key: key)] }) else { return nil }
            return NotaryReceipt(leaf: leaf, state: state.withLock(\.self), interval: interval.withLock(\.self))
        }
    }

    private final class ScriptedPinning: EvidencePinning {
        let pins = Mutex<[String: [UInt8]]>([:])
        var stored: [String: [UInt8]] { pins.withLock(\.self) }

        func pin(tenant: TenantKey, key: String, content: [UInt8]) async throws(PinRefusal) -> CID {
            pins.withLock { $0["\(tenant.rawValue) \(key)"] = content }
            return CID.file(content)
        }

        func report(tenant: TenantKey, key: String) async throws(PinRefusal) -> PinReport? {
            guard let content = pins.withLock({ $0["\(tenant.rawValue) \(key)"] }) else { return nil }
            return PinReport(
                cid: .file(content), isWanted: !content.isEmpty,
                places: [
                    PinReport.Place(provider: "kubo", state: .pinned, problem: nil),
                    PinReport.Place(provider: "folder", state: .parked, problem: "full"),
                ])
        }

        func unpin(tenant: TenantKey, key: String) async throws(PinRefusal) {
            pins.withLock { $0["\(tenant.rawValue) \(key)"] = nil }
        }
    }

    @Test("Bytes go to the pinning under their plugin's and tenant's name, and where they are comes back whole", arguments: Place.allCases)
    func pins(place: Place) async throws {
        let pinning = ScriptedPinning()
        let fixture = try await Fixture(place, ScriptedNotary(), pinning: pinning)
        #expect(integer(try await fixture.ask("pinned", "1"), Int(HI_PIN_ANSWER_STATE)) == Int64(HI_PIN_UNKNOWN))
        let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let answer = try await fixture.ask("pin", "1", content: content)
        #expect(bytes(answer, Int(HI_PIN_ANSWER_CID)) == Array("\(CID.file(content))".utf8))
        #expect(integer(answer, Int(HI_PIN_ANSWER_STATE)) == Int64(HI_PIN_PENDING))
        #expect(pinning.stored == ["\(TestPlugin.alpha.key.rawValue) test:1": content])
        let told = try await fixture.ask("pinned", "1")
        #expect(integer(told, Int(HI_PIN_ANSWER_STATE)) == Int64(HI_PIN_PINNED))
        let (names, states, problems) = told.withUnsafeBytes { raw -> ([String?], [Int64?], [String?]) in
            guard let reader = try? MessageReader(raw) else { return ([], [], []) }
            let fields = (0..<reader.count).map { reader[$0] }
            func all(_ id: Int) -> [MessageField] { fields.filter { $0.id == id } }
            return (
                all(Int(HI_PIN_ANSWER_PROVIDER)).map(\.text), all(Int(HI_PIN_ANSWER_PROVIDER_STATE)).map(\.integer),
                all(Int(HI_PIN_ANSWER_PROBLEM)).map(\.text)
            )
        }
        #expect(names == ["folder", "kubo"] && problems == ["full", ""])
        #expect(states == [Int64(HI_PIN_FAILED), Int64(HI_PIN_PINNED)])
        _ = try await fixture.ask("unpin", "1")
        #expect(pinning.stored.isEmpty)
        #expect(await fixture.refusal("pin", "1")?.status == .invalidArgument)
        await fixture.close()
    }

    @Test("Without providers a pin says what the operator has to set") func nothingPinned() async throws {
        let fixture = try await Fixture(.host, ScriptedNotary())
        let refusal = await fixture.refusal("pin", "1", content: [1])
        #expect(refusal?.status == .unavailable && refusal?.details.hasPrefix("not_configured") == true)
        #expect(refusal?.message.contains("KUBO_RPC") == true)
        await fixture.close()
    }

    private struct Fixture {
        let instance: LiveInstance
        let pool: WorkerPool?

        init(
            _ place: Place, _ notary: any NotaryAnchoring, pinning: any EvidencePinning = UnconfiguredPinning(), plugin: String = "test",
            tenant: TenantContext = TestPlugin.alpha, quotas: [Quota: Int] = [:]
        ) async throws {
            var services = InstanceServices(meter: UsageMeter(Quotas(quotas)))
            services.notary = NotaryService(notary, pinning: pinning, plugin: plugin, tenant: tenant.key)
            switch place {
            case .host:
                pool = nil
                instance = try await TestPlugin.instance(tenant: tenant, services: services)
            case .worker:
                let pool = WorkerTests.pool()
                self.pool = pool
                instance = try await WorkerTests.instance(pool, tenant: tenant, services: services)
            }
        }

        func close() async {
            #expect(await instance.close())
            await pool?.close()
        }

        func ask(
            _ function: String, _ key: String, leaf: [UInt8]? = nil, content: [UInt8]? = nil, deadlineNanos: UInt64 = .max
        ) async throws(PluginCallError) -> [UInt8] {
            var writer = MessageWriter(kind: 0, fields: 2)
            writer.add(Int(HI_NOTARY_KEY), text: key)
            if let leaf { writer.add(Int(HI_NOTARY_LEAF), bytes: leaf) }
            if let content { writer.add(Int(HI_NOTARY_CONTENT), bytes: content) }
            let answer = try await instance.handle(
                TestPlugin.request("notary_" + function, body: writer.finish()), deadlineNanos: deadlineNanos)
            guard case .body(let bytes) = answer.content else { throw PluginCallError(.internal, "no body") }
            return bytes
        }

        func refusal(_ function: String, _ key: String, leaf: [UInt8]? = nil, content: [UInt8]? = nil, deadlineNanos: UInt64 = .max) async
            -> PluginCallError?
        {
            do throws(PluginCallError) {
                _ = try await ask(function, key, leaf: leaf, content: content, deadlineNanos: deadlineNanos)
                return nil
            } catch {
                return error
            }
        }
    }

    private func integer(_ message: [UInt8], _ field: Int) -> Int64? {
        message.withUnsafeBytes { raw in (try? MessageReader(raw))?.first(field)?.integer }
    }

    private func bytes(_ message: [UInt8], _ field: Int) -> [UInt8]? {
        message.withUnsafeBytes { raw in (try? MessageReader(raw))?.first(field)?.content }
    }

    private let leaf = Keccak256.hash([1])

    @Test("A leaf goes to the notary under its plugin's and tenant's name, and its receipt comes back whole", arguments: Place.allCases)
    func roundTrip(place: Place) async throws {
        let notary = ScriptedNotary()
        let fixture = try await Fixture(place, notary)
        let other = try await Fixture(place, notary, plugin: "other")
        #expect(integer(try await fixture.ask("receipt", "1"), Int(HI_NOTARY_ANSWER_STATE)) == Int64(HI_NOTARY_UNKNOWN))
        _ = try await fixture.ask("submit", "1", leaf: leaf.bytes)
        #expect(notary.stored == [.init(tenant: TestPlugin.alpha.key, key: "test:1"): leaf])
        #expect(integer(try await other.ask("receipt", "1"), Int(HI_NOTARY_ANSWER_STATE)) == Int64(HI_NOTARY_UNKNOWN))
        let waiting = try await fixture.ask("receipt", "1")
        #expect(integer(waiting, Int(HI_NOTARY_ANSWER_STATE)) == Int64(HI_NOTARY_WAITING))
        #expect(bytes(waiting, Int(HI_NOTARY_ANSWER_LEAF)) == leaf.bytes && integer(waiting, Int(HI_NOTARY_ANSWER_SIZE)) == nil)

        let words = (2...7).map { Keccak256.hash([UInt8($0)]) }
        let path = [words[0], words[1], words[2]]
        notary.state.withLock { $0 = .finalized }
        notary.interval.withLock {
            $0 = NotaryReceipt.Interval(
                inInterval: InclusionProof(index: 5, size: 8, path: path),
                anchor: Anchor(stream: words[3], previousLink: .zero, root: words[4], size: 8, manifest: words[5]), sequence: 1,
                chainID: 84_532,
                contract: FeeOracle.address, notary: Address(createdBy: FeeOracle.address, nonce: 1),
                inclusion: .init(transaction: words[0], blockNumber: 41, blockHash: words[1]))
        }
        let final = try await fixture.ask("receipt", "1")
        for (field, value) in [
            (HI_NOTARY_ANSWER_STATE, HI_NOTARY_FINALIZED), (HI_NOTARY_ANSWER_INDEX, 5), (HI_NOTARY_ANSWER_SIZE, 8),
            (HI_NOTARY_ANSWER_SEQUENCE, 1), (HI_NOTARY_ANSWER_CHAIN, 84_532), (HI_NOTARY_ANSWER_BLOCK, 41),
        ] {
            #expect(integer(final, Int(field)) == Int64(value), "field \(field)")
        }
        for (field, value) in [
            (HI_NOTARY_ANSWER_PATH, path.flatMap(\.bytes)), (HI_NOTARY_ANSWER_STREAM, words[3].bytes),
            (HI_NOTARY_ANSWER_ROOT, words[4].bytes),
            (HI_NOTARY_ANSWER_MANIFEST, words[5].bytes), (HI_NOTARY_ANSWER_PREVIOUS_LINK, Bytes32.zero.bytes),
            (HI_NOTARY_ANSWER_CONTRACT, FeeOracle.address.bytes), (HI_NOTARY_ANSWER_TRANSACTION, words[0].bytes),
            (HI_NOTARY_ANSWER_BLOCK_HASH, words[1].bytes),
        ] {
            #expect(bytes(final, Int(field)) == value, "field \(field)")
        }
        await fixture.close()
        await other.close()
    }

    @Test("Operations of a second beyond the quota are refused for this tenant alone, until the next one", arguments: Place.allCases)
    func rate(place: Place) async throws {
        let notary = ScriptedNotary()
        let alpha = try await Fixture(place, notary, quotas: [.notaryOperations: 2])
        let beta = try await Fixture(place, notary, tenant: TestPlugin.beta)
        var refusal: PluginCallError?
        // A second may end between any two.
        for _ in 0..<3_000 where refusal == nil { refusal = await alpha.refusal("pinned", "1") }
        #expect(refusal?.status == .overQuota)
        #expect(refusal?.quota == QuotaRefusal(quota: .notaryOperations, limit: 2, used: 3, retryAfterSeconds: 1))
        #expect(await beta.refusal("submit", "1", leaf: leaf.bytes) == nil)
        #expect(alpha.instance.meter[.notaryOperations].refusals == 1 && beta.instance.meter[.notaryOperations].refusals == 0)
        await eventually { await alpha.refusal("submit", "2", leaf: leaf.bytes) == nil }
        await alpha.close()
        await beta.close()
    }

    @Test("What the notary refuses is told with its word, and wrong requests never reach it", arguments: Place.allCases)
    func refusals(place: Place) async throws {
        let notary = ScriptedNotary()
        let fixture = try await Fixture(place, notary)
        for (code, status) in [
            (NotaryRefusal.Code.notConfigured, PluginStatus.unavailable), (.keyTaken, .conflict), (.tooManyWaiting, .overQuota),
            (.invalidKey, .invalidArgument), (.unavailable, .unavailable),
        ] {
            notary.refusal.withLock { $0 = NotaryRefusal(code, "so it is") }
            let refusal = await fixture.refusal("submit", "1", leaf: leaf.bytes)
            #expect(refusal?.status == status && refusal?.message.contains("so it is") == true, "\(code): \(String(describing: refusal))")
            #expect(refusal?.details.hasPrefix(code.rawValue) == true, "\(code): \(String(describing: refusal))")
            let isFull = code == .tooManyWaiting
            #expect(
                refusal?.quota == (isFull ? QuotaRefusal(quota: .notaryWaiting, limit: 64, used: 65, retryAfterSeconds: 60) : nil),
                "\(code): \(String(describing: refusal))")
        }
        #expect(fixture.instance.meter[.notaryWaiting].refusals == 1)
        #expect(Quota.notaryWaiting.standard == NotaryStore.maximumWaiting && Quota.pinsWaiting.standard == PinStore.maximumWaiting)
        notary.refusal.withLock { $0 = nil }
        #expect(await fixture.refusal("submit", "", leaf: leaf.bytes)?.status == .invalidArgument)
        #expect(await fixture.refusal("submit", String(repeating: "k", count: 161), leaf: leaf.bytes)?.status == .invalidArgument)
        #expect(await fixture.refusal("submit", "1")?.status == .invalidArgument)
        #expect(await fixture.refusal("submit", "1", leaf: Array(leaf.bytes.dropLast()))?.status == .invalidArgument)
        #expect(notary.stored.isEmpty)
        await fixture.close()
    }

    @Test("A notary that does not answer keeps nobody beyond the deadline, and no instance from ending", arguments: Place.allCases)
    func silence(place: Place) async throws {
        let notary = ScriptedNotary()
        notary.isSilent.withLock { $0 = true }
        let fixture = try await Fixture(place, notary)
        let refusal = await fixture.refusal("submit", "1", leaf: leaf.bytes, deadlineNanos: monotonicNanos() + 200_000_000)
        #expect(refusal?.status == .deadline || refusal?.status == .cancelled, "\(String(describing: refusal))")
        await fixture.close()
        notary.isSilent.withLock { $0 = false }
    }

    @Test("Without a chain the service says what the operator has to set") func absent() async throws {
        let fixture = try await Fixture(.host, UnconfiguredNotary())
        let refusal = await fixture.refusal("receipt", "1")
        #expect(refusal?.status == .unavailable && refusal?.details.hasPrefix("not_configured") == true)
        #expect(refusal?.message.contains("BASE_L2_RPC") == true)
        await fixture.close()
    }

    @Test("Random bytes as a request never trap and never pass for what they are not") func fuzz() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        var writer = MessageWriter(kind: 0, fields: 2)
        writer.add(Int(HI_NOTARY_KEY), text: "key")
        writer.add(Int(HI_NOTARY_LEAF), bytes: leaf.bytes)
        let whole = writer.finish()
        for _ in 0..<3_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            for function in NotaryFunction.allCases {
                bytes.withUnsafeBytes { raw in
                    guard let message = try? MessageReader(raw), let request = try? NotaryRequestReader.request(message, for: function)
                    else {
                        return
                    }
                    let isSubmit = if case .submit = request.action { true } else { false }
                    #expect((1...160).contains(request.key.utf8.count) && isSubmit == (function == .submit), "seed \(seed)")
                }
            }
        }
    }
}
