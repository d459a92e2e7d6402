// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_BITEXACT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_FLAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_NEW_EXTRADATA;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_get_side_data;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;

import java.io.ByteArrayOutputStream;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.javacpp.SizeTPointer;

/** One FLAC stream through libavcodec. Native memory lives until {@link #close}. */
final class FlacEncoder implements AutoCloseable {
  private final AVCodecContext context;
  private final AVFrame frame = av_frame_alloc();
  private final AVPacket packet = av_packet_alloc();
  private final ByteArrayOutputStream frames = new ByteArrayOutputStream();
  private byte[] streamInfo;

  FlacEncoder(int sampleRateHz) {
    context = avcodec_alloc_context3(avcodec_find_encoder(AV_CODEC_ID_FLAC));
    context.sample_rate(sampleRateHz);
    context.sample_fmt(AV_SAMPLE_FMT_S16);
    context.flags(context.flags() | AV_CODEC_FLAG_BITEXACT);
    av_channel_layout_default(context.ch_layout(), 1);
    try {
      AvError.check(
          avcodec_open2(context, context.codec(), (AVDictionary) null),
          "open the FLAC encoder at " + sampleRateHz + " Hz");
      frame.format(AV_SAMPLE_FMT_S16);
      frame.sample_rate(sampleRateHz);
      av_channel_layout_default(frame.ch_layout(), 1);
      frame.nb_samples(context.frame_size());
      AvError.check(av_frame_get_buffer(frame, 0), "allocate a FLAC frame");
    } catch (AudioException e) {
      close();
      throw e;
    }
  }

  /** {@return the frames, without marker and metadata} */
  byte[] encode(short[] pcm) {
    int frameSize = context.frame_size();
    for (int start = 0; start < pcm.length; start += frameSize) {
      int length = Math.min(frameSize, pcm.length - start);
      AvError.check(av_frame_make_writable(frame), "encode FLAC");
      new ShortPointer(frame.data(0)).put(pcm, start, length);
      frame.nb_samples(length);
      frame.pts(start);
      AvError.check(avcodec_send_frame(context, frame), "encode FLAC");
      receive();
    }
    AvError.check(avcodec_send_frame(context, null), "encode FLAC");
    receive();
    return frames.toByteArray();
  }

  /** {@return the STREAMINFO block's content, with length and MD5: known only after encoding} */
  byte[] streamInfo() {
    return streamInfo.clone();
  }

  private void receive() {
    while (AvError.produced(avcodec_receive_packet(context, packet), "encode FLAC")) {
      if (packet.size() > 0) {
        byte[] bytes = new byte[packet.size()];
        packet.data().get(bytes);
        frames.writeBytes(bytes);
      }
      // The last packet is empty, and brings the STREAMINFO in its final form.
      try (SizeTPointer size = new SizeTPointer(1)) {
        BytePointer data = av_packet_get_side_data(packet, AV_PKT_DATA_NEW_EXTRADATA, size);
        if (data != null) {
          streamInfo = new byte[(int) size.get()];
          data.get(streamInfo);
        }
      }
      av_packet_unref(packet);
    }
  }

  @Override
  public void close() {
    av_packet_free(packet);
    av_frame_free(frame);
    avcodec_free_context(context);
  }
}
