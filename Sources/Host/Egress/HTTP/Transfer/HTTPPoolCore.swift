internal import CCurl
internal import EventLoop

/// The transfers and connections of one instance, on the engine's loop.
///
/// `@unchecked Sendable`: everything but the constants is touched on the engine's loop alone.
final class HTTPPoolCore: @unchecked Sendable {
    private let loop: EventLoop
    private let options: HTTPEngineOptions
    private let userAgent: String
    private let limits: HTTPLimits
    private let onEmpty: @Sendable (HTTPPoolCore) -> Void
    private var multi: CurlMulti?
    private var transfers: [UInt64: HTTPTransfer] = [:]
    private var deadlines: [UInt64: EventLoop.Timer] = [:]
    private var lines: HostLines<UInt64>
    private var breakers: HostBreakers
    private var isClosing = false

    init(
        loop: EventLoop, options: HTTPEngineOptions, userAgent: String, limits: HTTPLimits,
        onEmpty: @escaping @Sendable (HTTPPoolCore) -> Void
    ) {
        self.loop = loop
        self.options = options
        self.userAgent = userAgent
        self.limits = limits
        self.onEmpty = onEmpty
        lines = HostLines(limits)
        breakers = HostBreakers(limits)
    }

    // MARK: From the pool

    func start(_ transfer: HTTPTransfer) {
        guard !isClosing else { return end(transfer, .failure(OutgoingError(.cancelled, "the instance is ending"))) }
        transfers[transfer.number] = transfer
        deadlines[transfer.number] = loop.schedule(atNanos: transfer.request.deadlineNanos) { [weak self] in
            self?.stop(transfer.number, OutgoingError(.deadline, "no answer of \(transfer.endpoint) came before the deadline"))
        }
        enterLine(transfer)
    }

    /// Ends a transfer early; one that has ended is ignored.
    func stop(_ number: UInt64, _ error: OutgoingError) {
        guard let transfer = transfers[number] else { return }
        // A host that says nothing until the deadline is not well; one that drips is.
        let outcome: CircuitBreaker.Outcome =
            error.code == .deadline && transfer.place == .running && transfer.head.headers.isEmpty ? .failure : .neither
        leave(transfer, outcome)
        end(transfer, .failure(error))
    }

    /// Ends all transfers, then gives libcurl's handle back.
    func close(_ error: OutgoingError) {
        isClosing = true
        stopAll(error)
        multi?.close()
        multi = nil
        onEmpty(self)
    }

    func stopAll(_ error: OutgoingError) { for number in transfers.keys.sorted() { stop(number, error) } }

    // MARK: A transfer's way

    private func enterLine(_ transfer: HTTPTransfer) {
        transfer.place = .inLine
        switch lines.enter(transfer.number, to: transfer.endpoint) {
        case .begins: begin(transfer)
        case .waits: break
        case .refused:
            transfer.place = .ended
            end(transfer, .failure(OutgoingError(.tooManyWaiting, "more than \(limits.waiting) requests wait")))
        }
    }

    private func begin(_ transfer: HTTPTransfer) {
        transfer.place = .running
        let admission = breakers.admit(transfer.endpoint, atNanos: EventLoop.nowNanos())
        guard admission.isAdmitted else {
            release(transfer)
            let seconds = (admission.restNanos + 999_999_999) / 1_000_000_000
            return end(
                transfer,
                .failure(OutgoingError(.resting, "\(transfer.endpoint) failed too often and is left alone for \(seconds) s")))
        }
        transfer.beginHop()
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        guard let multi = madeMulti(),
            let easy = CurlEasy(transfer.request, options: options, userAgent: userAgent, context: context)
        else { return finish(transfer, CURLE_OUT_OF_MEMORY) }
        transfer.easy = easy
        guard multi.add(easy.handle) else { return finish(transfer, CURLE_FAILED_INIT) }
    }

    /// libcurl is done with a hop.
    private func finish(_ transfer: HTTPTransfer, _ code: CURLcode) {
        let status = transfer.easy?.status ?? 0
        let redirect = code == CURLE_OK && RedirectRules.redirects(status) ? transfer.easy?.redirect : nil
        let failure = code == CURLE_OK ? nil : transfer.failure(code)
        let isUnwell = failure?.isFailureOfHost ?? [502, 503, 504].contains(status)
        leave(transfer, isUnwell ? .failure : failure == nil ? .success : .neither)
        if let failure { return end(transfer, .failure(failure)) }
        guard let redirect, transfer.request.redirects > 0 || transfer.hops > 0 else {
            return end(transfer, .success(transfer.answer(status: status, nowNanos: EventLoop.nowNanos())))
        }
        do throws(OutgoingError) {
            transfer.request = try hop(of: transfer, status: status, to: redirect)
            transfer.hops += 1
            enterLine(transfer)
        } catch {
            end(transfer, .failure(error))
        }
    }

    private func hop(of transfer: HTTPTransfer, status: Int, to text: String) throws(OutgoingError) -> OutgoingRequest {
        guard transfer.request.redirects > 0 else {
            throw OutgoingError(.tooManyRedirects, "\(transfer.endpoint) sends the request on after \(transfer.hops) hops")
        }
        let url = try CheckedURL(text)
        guard transfer.grant.allows(url.endpoint) else {
            throw OutgoingError(
                .hostNotGranted,
                "\(transfer.endpoint) sends the request on to \(url.endpoint), which is not granted; granted are \(transfer.grant.listing)")
        }
        return RedirectRules.next(transfer.request, status: status, to: url)
    }

    /// Takes a transfer out of libcurl and out of its line, and lets the next ones begin.
    private func leave(_ transfer: HTTPTransfer, _ outcome: CircuitBreaker.Outcome) {
        switch transfer.place {
        case .inLine: _ = lines.leave(transfer.number, to: transfer.endpoint)
        case .running:
            if let easy = transfer.easy { multi?.remove(easy.handle) }
            transfer.easy = nil
            breakers.ended(transfer.endpoint, outcome, atNanos: EventLoop.nowNanos())
            release(transfer)
        case .ended: break
        }
        transfer.place = .ended
    }

    private func release(_ transfer: HTTPTransfer) {
        transfer.place = .ended
        let next = lines.ended(transfer.endpoint)
        guard !next.isEmpty else { return }
        // In the next round, so that a long line of refusals is no deep stack.
        loop.execute { for number in next { self.beginWaiting(number) } }
    }

    private func beginWaiting(_ number: UInt64) {
        guard let transfer = transfers[number], transfer.place == .inLine else { return }
        begin(transfer)
    }

    private func end(_ transfer: HTTPTransfer, _ result: Result<OutgoingAnswer, OutgoingError>) {
        transfers[transfer.number] = nil
        if let deadline = deadlines.removeValue(forKey: transfer.number) { loop.cancel(deadline) }
        transfer.completion(result, transfer.traffic)
    }

    private func madeMulti() -> CurlMulti? {
        if let multi { return multi }
        multi = CurlMulti(loop, idleConnections: limits.idleConnections) { [unowned self] context, code in
            finish(Unmanaged<HTTPTransfer>.fromOpaque(context).takeUnretainedValue(), code)
        }
        return multi
    }
}
