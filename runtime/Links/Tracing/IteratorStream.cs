using System;
using System.IO;
using BpfGen.Interop;

namespace BpfGen.Links;

/// <summary>The output of an iterator program.</summary>
internal sealed unsafe class IteratorStream(FileDescriptor descriptor, string subject) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    /// <summary>
    /// The kernel returns EAGAIN after a million objects without output. Then this method reads again, which continues with the next
    /// object.
    /// </summary>
    public override int Read(Span<byte> buffer)
    {
        using var lease = descriptor.Use();
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var count = Libc.Read(lease.Number, start, (nuint)buffer.Length);
                if (count >= 0)
                {
                    return (int)count;
                }

                if (Errno.Last is not (Errno.EINTR or Errno.EAGAIN))
                {
                    throw new IOException("The iterator cannot be read.", new BpfException("read", Errno.Last, subject));
                }
            }
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        descriptor.Dispose();
        base.Dispose(disposing);
    }
}
