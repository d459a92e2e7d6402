// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_FLAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_CRCCHECK;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_EXPLODE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_parser_close;
import static org.bytedeco.ffmpeg.global.avcodec.av_parser_init;
import static org.bytedeco.ffmpeg.global.avcodec.av_parser_parse2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;

import java.util.Arrays;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParserContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.ShortPointer;

/**
 * The frames of one mono 16-bit FLAC stream through libavcodec: its parser finds where frames end,
 * its decoder checks their CRCs. Native memory lives until {@link #close}.
 */
final class FlacDecoder implements AutoCloseable {
  private final BytePointer input;
  private final int inputBytes;
  private final AVCodecContext context =
      avcodec_alloc_context3(avcodec_find_decoder(AV_CODEC_ID_FLAC));
  private final AVCodecParserContext parser = av_parser_init(AV_CODEC_ID_FLAC);
  private final AVFrame frame = av_frame_alloc();
  private final AVPacket packet = av_packet_alloc();
  private short[] pcm;
  private int samples;

  FlacDecoder(byte[] flac) {
    FlacHeader header = FlacHeader.parse(flac);
    int framesOffset = FlacHeader.framesOffset(flac);
    inputBytes = flac.length - framesOffset;
    // FFmpeg's bit readers may look past the end, into zeros.
    input = new BytePointer((long) inputBytes + AV_INPUT_BUFFER_PADDING_SIZE);
    input.fill(0);
    input.put(flac, framesOffset, inputBytes);
    // A damaged header may claim any length; a frame holds at most 65,536 samples.
    pcm = new short[(int) Math.min(header.samples(), 1 << 16)];
    BytePointer streamInfo =
        new BytePointer(
            av_mallocz(FlacHeader.STREAM_INFO_BYTES + (long) AV_INPUT_BUFFER_PADDING_SIZE));
    streamInfo
        .capacity(FlacHeader.STREAM_INFO_BYTES)
        .put(flac, FlacHeader.STREAM_INFO_OFFSET, FlacHeader.STREAM_INFO_BYTES);
    context.extradata(streamInfo).extradata_size(FlacHeader.STREAM_INFO_BYTES);
    context.err_recognition(AV_EF_CRCCHECK | AV_EF_EXPLODE);
    try {
      AvError.check(
          avcodec_open2(context, context.codec(), (AVDictionary) null), "open the FLAC decoder");
    } catch (AudioException e) {
      close();
      throw e;
    }
  }

  short[] decode() {
    try (PointerPointer<BytePointer> data = new PointerPointer<>(1);
        IntPointer size = new IntPointer(1)) {
      int position = 0;
      boolean flushes;
      do {
        // At the end an empty input asks the parser for the frames that it still holds.
        flushes = position == inputBytes;
        position += parse(data, size, position);
        if (size.get() > 0) {
          packet.data(data.get(BytePointer.class, 0)).size(size.get());
          send(packet);
        }
      } while (!flushes || size.get() > 0);
    }
    send(null);
    return Arrays.copyOf(pcm, samples);
  }

  private int parse(PointerPointer<BytePointer> data, IntPointer size, int position) {
    int consumed =
        av_parser_parse2(
            parser,
            context,
            data,
            size,
            new BytePointer(input).position(position),
            inputBytes - position,
            AV_NOPTS_VALUE,
            AV_NOPTS_VALUE,
            0);
    AvError.check(consumed, "decode FLAC");
    return consumed;
  }

  private void send(AVPacket packet) {
    AvError.check(avcodec_send_packet(context, packet), "decode FLAC");
    while (AvError.produced(avcodec_receive_frame(context, frame), "decode FLAC")) {
      if (frame.format() != AV_SAMPLE_FMT_S16 || frame.ch_layout().nb_channels() != 1) {
        throw new AudioException("Cannot decode FLAC: a frame is not mono with 16 bit");
      }
      int length = frame.nb_samples();
      if (samples + length > pcm.length) {
        pcm = Arrays.copyOf(pcm, Math.max(2 * pcm.length, samples + length));
      }
      new ShortPointer(frame.data(0)).get(pcm, samples, length);
      samples += length;
    }
  }

  @Override
  public void close() {
    av_packet_free(packet);
    av_frame_free(frame);
    av_parser_close(parser);
    avcodec_free_context(context); // frees the extradata too
    input.close();
  }
}
