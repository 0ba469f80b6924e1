/// All cases, in the order in which they run: what others build on comes first.
enum ConformanceCases {
    static let all: [any ConformanceCase] = [
        EntryCase(), GetCase(), FunctionsCase(), CreateCase(), AnswersCase(), CompletesOnceCase(), AnswerFormCase(), DestroyCase(),
        BorrowedSpansCase(), SettingsCase(), SmallStructsCase(), LargeStructsCase(), MissingServicesCase(), UnknownCallsCase(),
        DeadlinesCase(), EarlyResultsCase(), UnorderedResultsCase(), LateCompletionCase(), CancelCase(), FailingResultsCase(),
        ManyThreadsCase(), BadTextCase(), SizesCase(), DamagedMessagesCase(), HostileRowsCase(), DeviceRepliesCase(), TenantsApartCase(),
        DisableUnderLoadCase(), InlineCallsCase(), ResourceLeakCase.threads, ResourceLeakCase.descriptors, ResourceLeakCase.memory,
        FuzzCase(), AnswersAlikeCase(),
    ]
}
