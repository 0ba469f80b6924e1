internal import Ethereum
internal import Logging

/// Brings what waits to one provider, one after the other, under its lease; a provider that is slow or away delays no other. All that it
/// has to remember is in the database: another host or a new start goes on with it.
actor PinLine {
    private static let leaseMilliseconds = 10_000
    private static let worksAtOnce = 20
    static let label = "hashinsight"
    /// Of one identifier, that are removed at once.
    private static let entriesAtOnce = 10
    // Between two looks at what a service has found: it may take a while.
    private static let pinningSeconds = 10

    let provider: any PinProvider
    let store: PinStore
    private let bytesPerMonth: Int64
    private let holder: String
    /// A pin is looked for after so many days; nil for never.
    let checkDays: Int?
    let logger: Logger
    private var fence: Int64?
    // Changed by the line alone, which stands in two files.
    var figures = PinFigures()
    /// From 0 to 1, for pauses.
    let spread: @Sendable () -> Double

    init(
        provider: any PinProvider, store: PinStore, bytesPerMonth: Int64, checkDays: Int?, holder: String, logger: Logger,
        spread: @escaping @Sendable () -> Double = { .random(in: 0...1) }
    ) {
        self.provider = provider
        self.store = store
        self.bytesPerMonth = bytesPerMonth
        self.checkDays = checkDays
        self.holder = holder
        self.logger = logger
        self.spread = spread
    }

    /// Does what is due.
    /// - Returns: Whether more may be.
    func turn() async -> Bool {
        do {
            guard let lease = try await lease() else { return false }
            guard lease.restSeconds <= 0 else { return false }
            let works = try await store.due(lease, limit: Self.worksAtOnce)
            for work in works {
                // Renewed for each: an upload takes its time.
                guard !Task.isCancelled, let lease = try await self.lease(), try await handle(work, lease) else { return false }
            }
            guard works.count < Self.worksAtOnce else { return true }
            if let lease = try await self.lease(), lease.restSeconds <= 0 { try await check(lease) }
        } catch let error as PinStoreError where error.code == .fenced {
            forget()
        } catch {
            figures.trouble = "the database: \(error)"
            logger.warning("pinning: \(provider.name.rawValue): \(error)")
        }
        return false
    }

    /// Gives the lease back, so that another host goes on at once.
    func end() async {
        guard fence != nil else { return }
        // A task of its own: this one may be cancelled, and then the database would not be asked.
        await Task { [store, holder, name = provider.name] in try? await store.release(name, holder: holder) }.value
        forget()
    }

    func lease() async throws -> PinLease? {
        guard let lease = try await store.acquire(provider.name, holder: holder, milliseconds: Self.leaseMilliseconds) else {
            forget()
            return nil
        }
        guard fence != lease.fence else { return lease }
        try await store.takeUp(lease)
        // Somebody may have changed the token and started the host again.
        let isStopped = lease.problem == .denied || lease.problem == .full
        if isStopped { try await store.wake(lease) }
        fence = lease.fence
        figures.isHolder = true
        return isStopped ? try await store.acquire(provider.name, holder: holder, milliseconds: Self.leaseMilliseconds) : lease
    }

    private func forget() {
        fence = nil
        figures.isHolder = false
        figures.trouble = nil
    }

    /// - Returns: Whether the provider may be asked for the next one.
    private func handle(_ work: PinWork, _ lease: PinLease) async throws -> Bool {
        do {
            guard let content = work.content else {
                try await remove(work, lease)
                return true
            }
            guard let object = PinObject(content, cid: work.cid) else {
                throw PinFault(.refused, "the stored bytes are not those of \(work.cid): the database was changed by hand")
            }
            try await put(object, work, lease)
            return true
        } catch let fault as PinFault {
            return try await note(fault, work, lease)
        }
    }

    private func put(_ object: PinObject, _ work: PinWork, _ lease: PinLease) async throws {
        let bytes = Int64(object.bytes.count)
        if provider.name.isMetered, !PinRules.fits(bytes, used: lease.monthBytes, limit: bytesPerMonth) {
            let fault = PinFault(.waiting, "the month's budget of \(bytesPerMonth / 1_000_000) MB is used up (PINNING_MB_PER_MONTH)")
            figures.failures[fault.code, default: 0] += 1
            // Others may be smaller, or to be unpinned: the provider is asked for those.
            return try await store.fail(lease, work, fault, retrySeconds: min(Int(lease.secondsToNextMonth) + 1, 6 * 3_600))
        }
        // It may be there, whatever was noted: this host or another one may have ended in between.
        if work.attempts > 0, let found = try await provider.find(object.cid), found.isSame(as: object.cid) {
            return try await settle(found, work, lease)
        }
        guard try await store.begin(lease, work, spending: provider.name.isMetered ? bytes : 0) else { return }
        let found = try await provider.put(object, label: Self.label)
        figures.sentBytes += UInt64(bytes)
        guard found.isSame(as: object.cid) else { throw await mismatch(found, object.cid, lease) }
        try await settle(found, work, lease)
    }

    private func settle(_ found: PinnedThing, _ work: PinWork, _ lease: PinLease) async throws {
        let pause = found.isSettled ? 0 : max(Self.pinningSeconds, PinRules.backoff(work.attempts, spread()))
        try await store.settle(lease, work, found.isSettled ? .pinned : .pinning, id: found.id, againInSeconds: pause)
        if found.isSettled { figures.pinned += 1 }
        figures.trouble = nil
    }

    private func remove(_ work: PinWork, _ lease: PinLease) async throws {
        // The same bytes that somebody else wants stay there for them.
        if !work.isShared { try await removeEntries(work) }
        try await store.settle(lease, work, .removed)
        figures.removed += 1
    }

    /// A service may hold one identifier under several entries of its own, as when it was asked twice because its answer was lost.
    private func removeEntries(_ work: PinWork) async throws {
        var entry = PinnedThing(cid: "\(work.cid)", id: work.providerID)
        for _ in 0..<Self.entriesAtOnce {
            try await provider.remove(entry)
            // An answer of success may be one of somebody in between.
            guard let left = try await provider.find(work.cid), left.isSame(as: work.cid) else { return }
            // The same one again: it is not gone yet.
            guard let id = left.id, id != entry.id else { break }
            entry = left
        }
        throw PinFault(.unreachable, "\(provider.name.rawValue) has it still")
    }

    /// What was kept under another identifier is nobody's evidence: it is unpinned, unless it is something else of ours.
    private func mismatch(_ found: PinnedThing, _ expected: CID, _ lease: PinLease) async -> PinFault {
        let said = "\(provider.name.rawValue) answered with \(LooseJSON.shown(found.cid)), the bytes have \(expected)"
        guard let isOurs = try? await store.isWanted(lease, found), !isOurs else { return PinFault(.otherContent, said) }
        do throws(PinFault) {
            try await provider.remove(found)
            return PinFault(.otherContent, "\(said); that was unpinned")
        } catch {
            return PinFault(.otherContent, "\(said); that could not be unpinned: \(error.message)")
        }
    }

    private func note(_ fault: PinFault, _ work: PinWork, _ lease: PinLease) async throws -> Bool {
        figures.failures[fault.code, default: 0] += 1
        let verdict = PinRules.verdict(fault, attempts: work.attempts + 1, failures: lease.failures + 1, spread: spread())
        try await store.fail(lease, work, fault, retrySeconds: verdict.retrySeconds)
        if verdict.restSeconds > 0 { try await store.rest(lease, seconds: verdict.restSeconds, fault: fault) }
        if verdict.isAlarm {
            figures.trouble = fault.message
            logger.warning("pinning: \(provider.name.rawValue): \(fault)", metadata: ["cid": "\(work.cid)"])
        }
        return verdict.restSeconds == 0 && fault.code != .waiting
    }
}
