namespace JitAccess.Testing.Internal.Http;

/// <summary>Which answers never arrive: their requests are executed, then their connections break.</summary>
/// <typeparam name="TRequest">What a request is told as.</typeparam>
internal sealed class LostAnswers<TRequest>
{
    private readonly Lock _gate = new();
    private Func<TRequest, bool> _loses = static _ => false;
    private int _left;

    public void Lose(int count, Func<TRequest, bool>? which)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        lock (_gate)
        {
            _left = count;
            _loses = which ?? (static _ => true);
        }
    }

    public bool Takes(TRequest request)
    {
        lock (_gate)
        {
            if (_left == 0 || !_loses(request))
                return false;
            _left--;
            return true;
        }
    }
}
